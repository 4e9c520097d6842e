"""What SageMaker's own images hold, by framework and version."""
