"""Findings, fixes and edits: the results of a run."""
