import numpy as np
from sagemaker import KMeans

kmeans = KMeans(role="SageMakerRole", instance_count=1, instance_type="ml.c5.xlarge", k=10)
kmeans.fit(kmeans.record_set(np.loadtxt("customers.csv", delimiter=",", dtype="float32")))
