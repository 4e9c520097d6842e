"""Jobs, steps and pipelines as data, independent of the format of the definition."""
