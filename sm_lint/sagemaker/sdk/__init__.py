"""What the releases of the SageMaker Python SDK define: modules, classes, methods and their parameters."""
