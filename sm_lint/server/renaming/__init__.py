"""Rename a variable, argument, channel or logical name in scripts, contracts and job definitions, or say why not."""
