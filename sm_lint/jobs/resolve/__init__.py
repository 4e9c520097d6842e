"""Finds the script that a job launches."""
