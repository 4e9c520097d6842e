"""SME: environment variables."""
