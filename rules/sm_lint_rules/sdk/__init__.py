"""Rules about calls of the SageMaker Python SDK."""
