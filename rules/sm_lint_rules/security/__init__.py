"""SMS: security: secrets, AWS identifiers and S3."""
