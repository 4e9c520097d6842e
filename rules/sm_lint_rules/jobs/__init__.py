"""Rules about job and pipeline definitions."""
