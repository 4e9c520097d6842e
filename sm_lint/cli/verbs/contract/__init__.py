"""The `contract` command."""
