"""Reads job definitions from Python: SageMaker SDK v2 and v3, boto3."""
