"""Rules about pipelines: their sessions, steps and step outputs, and the order of the steps."""
