"""Reads the TOML files of this package."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import tomli

DIRECTORY = os.path.dirname(os.path.abspath(__file__))


@cache
def load(name: str) -> dict[str, Any]:
    """The content of `name`.toml, such as `paths` or `api/limits`; callers must not change it."""
    with open(os.path.join(DIRECTORY, f"{name}.toml"), "rb") as file:
        return tomli.load(file)
