"""SMS: secrets and S3."""
