"""What the SageMaker API takes and answers: limits, values, fields and properties, most of them from the service model."""
