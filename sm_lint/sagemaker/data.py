"""Reads the TOML files beside this module."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import tomli

DIRECTORY = os.path.dirname(os.path.abspath(__file__))


@cache
def load(name: str) -> dict[str, Any]:
    """The content of `name`.toml; callers must not change it."""
    with open(os.path.join(DIRECTORY, f"{name}.toml"), "rb") as file:
        return tomli.load(file)
