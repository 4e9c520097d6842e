import sagemaker
from sagemaker.tensorflow import TensorFlowModel


class Local:
    session = sagemaker.Session()

    def predictor(self, archive):
        model = TensorFlowModel(
            model_data=archive, role="SageMakerRole", framework_version="2.12", sagemaker_session=self.session
        )
        return model.deploy(initial_instance_count=1, instance_type="local")


Local().predictor("s3://acme-ml/a/model.tar.gz")
