"""Job and pipeline definitions, read into the same contracts that are declared."""
