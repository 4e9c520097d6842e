"""Draws pipelines: the graph of steps and data, its layout, and the output formats."""
