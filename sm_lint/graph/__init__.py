"""Pipelines as pictures: the graph of steps and data, its layout, and the formats it is written in."""
