"""The fraud model's pipeline: load, prepare, train, evaluate, and register where the model is good enough.

Run from the project's root; it defines the pipeline and starts nothing.
"""

import argparse

from sagemaker import image_uris
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.functions import Join, JsonGet
from sagemaker.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.xgboost.estimator import XGBoost

PIPELINE_NAME = "FraudAtoZ"
INSTANCE_TYPE = "ml.m5.2xlarge"
LABEL_FIELD = "is_fraud"


def get_pipeline(role, region, sandbox_image):
    session = PipelineSession()

    location = ParameterString(name="Location")
    train_start = ParameterString(name="TrainStartDate")
    train_end = ParameterString(name="TrainEndDate")
    calibration_input = ParameterString(name="CalibrationData")
    min_auc = ParameterFloat(name="MinimumAuc", default_value=0.8)
    training_data = Join(on="/", values=[location, "training_data"])

    sandbox = ScriptProcessor(
        image_uri=sandbox_image,
        command=["python3"],
        role=role,
        instance_count=1,
        instance_type=INSTANCE_TYPE,
        base_job_name="cradle-data-loading",
        env={"OUTPUT_PATH": training_data},
        sagemaker_session=session,
    )
    load = ProcessingStep(
        name="CradleDataLoading",
        step_args=sandbox.run(
            code="dockers/cradle_data_loading/scripts.py",
            outputs=[
                ProcessingOutput(output_name="DATA", source="/opt/ml/processing/output/place_holder"),
                ProcessingOutput(output_name="METADATA", source="/opt/ml/processing/output/metadata"),
                ProcessingOutput(output_name="SIGNATURE", source="/opt/ml/processing/output/signature"),
            ],
            arguments=["--start_date", train_start, "--end_date", train_end],
        ),
    )
    signature = load.properties.ProcessingOutputConfig.Outputs["SIGNATURE"].S3Output.S3Uri

    sklearn = SKLearnProcessor(
        framework_version="0.23-1",
        role=role,
        instance_count=1,
        instance_type=INSTANCE_TYPE,
        base_job_name="tabular-preprocess",
        env={"LABEL_FIELD": LABEL_FIELD, "TRAIN_RATIO": "0.7", "TEST_VAL_RATIO": "0.5"},
        sagemaker_session=session,
    )
    preprocess_training = ProcessingStep(
        name="PreprocessTraining",
        step_args=sklearn.run(
            code="dockers/tabular_preprocess.py",
            inputs=[
                ProcessingInput(input_name="DATA", source=training_data, destination="/opt/ml/processing/input/data"),
                ProcessingInput(
                    input_name="SIGNATURE", source=signature, destination="/opt/ml/processing/input/signature"
                ),
            ],
            outputs=[ProcessingOutput(output_name="processed_data", source="/opt/ml/processing/output")],
            arguments=["--job_type", "training"],
        ),
    )
    preprocess_calibration = ProcessingStep(
        name="PreprocessCalibration",
        step_args=sklearn.run(
            code="dockers/tabular_preprocess.py",
            inputs=[
                ProcessingInput(
                    input_name="DATA", source=calibration_input, destination="/opt/ml/processing/input/data"
                ),
                ProcessingInput(
                    input_name="SIGNATURE", source=signature, destination="/opt/ml/processing/input/signature"
                ),
            ],
            outputs=[ProcessingOutput(output_name="processed_data", source="/opt/ml/processing/output")],
            arguments=["--job_type", "calibration"],
        ),
    )
    splits = preprocess_training.properties.ProcessingOutputConfig.Outputs["processed_data"].S3Output.S3Uri
    calibration = preprocess_calibration.properties.ProcessingOutputConfig.Outputs["processed_data"].S3Output.S3Uri

    estimator = XGBoost(
        entry_point="train_xgb.py",
        source_dir="dockers/xgboost_atoz",
        framework_version="1.7-1",
        role=role,
        instance_count=1,
        instance_type=INSTANCE_TYPE,
        base_job_name="train-xgb",
        hyperparameters={"label_field": LABEL_FIELD, "num_round": "500", "max_depth": "8", "eta": "0.05"},
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="TrainXgb",
        step_args=estimator.fit(
            inputs={
                "train": TrainingInput(s3_data=Join(on="/", values=[splits, "train"]), content_type="text/csv"),
                "val": TrainingInput(s3_data=Join(on="/", values=[splits, "val"]), content_type="text/csv"),
            }
        ),
    )
    model = train.properties.ModelArtifacts.S3ModelArtifacts

    xgboost_image = image_uris.retrieve("xgboost", region=region, version="1.7-1")
    evaluator = ScriptProcessor(
        image_uri=xgboost_image,
        command=["python3"],
        role=role,
        instance_count=1,
        instance_type=INSTANCE_TYPE,
        base_job_name="model-evaluation-xgb",
        env={"ID_FIELD": "order_id", "LABEL_FIELD": LABEL_FIELD},
        sagemaker_session=session,
    )
    metrics = PropertyFile(name="Metrics", output_name="metrics_output", path="metrics.json")
    evaluate = ProcessingStep(
        name="ModelEvaluation",
        step_args=evaluator.run(
            code="dockers/model_evaluation_xgb.py",
            inputs=[
                ProcessingInput(input_name="model_input", source=model, destination="/opt/ml/processing/input/model"),
                ProcessingInput(
                    input_name="processed_data",
                    source=calibration,
                    destination="/opt/ml/processing/input/eval_data",
                ),
            ],
            outputs=[
                ProcessingOutput(output_name="eval_output", source="/opt/ml/processing/output/eval"),
                ProcessingOutput(output_name="metrics_output", source="/opt/ml/processing/output/metrics"),
            ],
            arguments=["--job_type", "calibration"],
        ),
        property_files=[metrics],
    )

    packager = SKLearnProcessor(
        framework_version="0.23-1",
        role=role,
        instance_count=1,
        instance_type=INSTANCE_TYPE,
        base_job_name="mims-package",
        sagemaker_session=session,
    )
    package = ProcessingStep(
        name="MimsPackage",
        step_args=packager.run(
            code="dockers/mims_package.py",
            inputs=[
                ProcessingInput(input_name="model_input", source=model, destination="/opt/ml/processing/input/model"),
                ProcessingInput(
                    input_name="script_input",
                    source="dockers/xgboost_inference",
                    destination="/opt/ml/processing/input/script",
                ),
            ],
            outputs=[ProcessingOutput(output_name="packaged_model", source="/opt/ml/processing/output")],
        ),
    )

    payload_maker = SKLearnProcessor(
        framework_version="0.23-1",
        role=role,
        instance_count=1,
        instance_type=INSTANCE_TYPE,
        base_job_name="mims-payload",
        env={"MODEL_NAME": "fraud-atoz", "CONTENT_TYPES": "application/json,text/csv"},
        sagemaker_session=session,
    )
    payload = ProcessingStep(
        name="MimsPayload",
        step_args=payload_maker.run(
            code="dockers/mims_payload.py",
            inputs=[
                ProcessingInput(input_name="model_input", source=model, destination="/opt/ml/processing/input/model"),
            ],
            outputs=[ProcessingOutput(output_name="payload_sample", source="/opt/ml/processing/output")],
        ),
    )

    registrar = ScriptProcessor(
        image_uri=sandbox_image,
        command=["python3"],
        role=role,
        instance_count=1,
        instance_type=INSTANCE_TYPE,
        base_job_name="mims-registration",
        env={"MODS_WORKFLOW_EXECUTION_ID": ExecutionVariables.PIPELINE_EXECUTION_ID},
        sagemaker_session=session,
    )
    register = ProcessingStep(
        name="MimsRegistration",
        step_args=registrar.run(
            code="dockers/mims_registration.py",
            inputs=[
                ProcessingInput(
                    input_name="PackagedModel",
                    source=package.properties.ProcessingOutputConfig.Outputs["packaged_model"].S3Output.S3Uri,
                    destination="/opt/ml/processing/input/model",
                ),
                ProcessingInput(
                    input_name="GeneratedPayloadSamples",
                    source=payload.properties.ProcessingOutputConfig.Outputs["payload_sample"].S3Output.S3Uri,
                    destination="/opt/ml/processing/mims_payload",
                ),
            ],
        ),
    )

    good_enough = ConditionStep(
        name="GoodEnough",
        conditions=[
            ConditionGreaterThanOrEqualTo(
                left=JsonGet(step_name=evaluate.name, property_file=metrics, json_path="auc_roc"), right=min_auc
            )
        ],
        if_steps=[package, payload, register],
        else_steps=[],
    )
    return Pipeline(
        name=PIPELINE_NAME,
        parameters=[location, train_start, train_end, calibration_input, min_auc],
        steps=[load, preprocess_training, preprocess_calibration, train, evaluate, good_enough],
        sagemaker_session=session,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--role", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--sandbox-image", required=True)
    args = parser.parse_args()
    print(get_pipeline(args.role, args.region, args.sandbox_image).definition())
