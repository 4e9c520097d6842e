"""Rules about the variables and parameters of pipelines: what code may do with a value that only a run knows."""
