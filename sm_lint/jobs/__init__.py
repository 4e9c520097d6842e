"""Job and pipeline definitions, converted to the same contracts that can be declared."""
