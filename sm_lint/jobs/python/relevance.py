"""Decides from the bytes of a file, before parsing, whether it can define jobs."""

from __future__ import annotations

_SDK = (b"sagemaker",)
_LAUNCHES = (
    *(b"Processor", b"Processing", b"Estimator", b"estimator", b"Trainer", b"Tuner", b"Transformer", b"Model("),
    *(b".fit(", b".run(", b".train(", b".tune(", b"entry_point", b"source_dir", b"Pipeline(", b"Step("),
    *(b"function_step", b"remote_function", b"state_machine("),
    *(b"upload_data", b"upload_file", b"S3Uploader"),
    # calls that launch nothing, but are checked against what the SDK defines
    *(
        *(b"get_execution_role(", b"get_image_uri", b"csv_serializer", b"json_serializer", b"s3_input("),
        b"instance_type",
        b"image_uris",
        b".deploy(",
        b"NetworkConfig(",
        b"ParameterInteger(",
        b"IntegerParameter(",
        b"create_endpoint",
        b"invoke_endpoint",
        b"create_auto_ml_job",
        b"create_compilation_job",
        b"create_feature_group",
        b"create_monitoring_schedule",
        b"Operator(",
        b"ModelBuilder(",
        b"core.resources",
    ),
)
_REQUESTS = (
    b"create_processing_job",
    b"create_training_job",
    b"create_transform_job",
    b"create_hyper_parameter_tuning_job",
    b"create_model",
)


_NOTEBOOK = b'"nbformat"'
_BUILDS_IMAGE = (b"docker build", b"docker buildx", b"podman build")


def may_define(raw: bytes) -> bool:
    """Whether a Python file or a notebook may define jobs: it names the SDK and a launcher, or a request.

    A notebook that builds an image tells which Dockerfile an image of that name has.
    """
    if _NOTEBOOK in raw and any(word in raw for word in _BUILDS_IMAGE):
        return True
    if any(word in raw for word in _SDK):
        return any(word in raw for word in _LAUNCHES) or any(word in raw for word in _REQUESTS)
    return any(word in raw for word in _REQUESTS[:-1])
