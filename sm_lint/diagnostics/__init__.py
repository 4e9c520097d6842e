"""Findings, fixes and edits: what a run reports."""
