"""Reads contracts that were written for other tools. Nothing of what is read is imported or run."""
