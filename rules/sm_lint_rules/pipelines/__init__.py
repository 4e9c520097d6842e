"""Rules about pipelines: their variables, and the order of their steps."""
