"""Writes contracts as code for the SageMaker SDKs and boto3, and as JSON and YAML."""
