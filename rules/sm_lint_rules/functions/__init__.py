"""Functions that the SageMaker Python SDK runs as jobs."""
