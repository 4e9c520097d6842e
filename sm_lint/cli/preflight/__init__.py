"""The `preflight` command."""
