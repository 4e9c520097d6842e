"""Rules about the algorithms that SageMaker brings."""
