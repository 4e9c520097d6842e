"""Jobs, steps and pipelines as data, whatever they were written in."""
