"""Job and pipeline definitions by themselves."""
