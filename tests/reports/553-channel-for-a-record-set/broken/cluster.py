from sagemaker import KMeans
from sagemaker.inputs import TrainingInput

kmeans = KMeans(role="SageMakerRole", instance_count=1, instance_type="ml.c5.xlarge", k=10)
kmeans.fit(TrainingInput("s3://acme-ml/customers/train.csv", content_type="text/csv"))
