"""Addresses that messages and reports lead to."""

from __future__ import annotations

import os
from urllib.parse import quote

HOMEPAGE = "https://github.com/sm-lint/sm-lint"
DOCUMENTATION = "https://sm-lint.readthedocs.io/en/latest"
NEW_ISSUE = f"{HOMEPAGE}/issues/new"


def rule_url(name: str) -> str:
    """Page of the rule with this name."""
    return f"{DOCUMENTATION}/rules/{name}/"


def file_uri(path: str) -> str:
    """The address of a file, as editors write it: a colon is quoted, and the letter of a drive is a small one."""
    name = path.replace(os.sep, "/")
    if os.name == "nt":
        share = name.startswith("//")
        name = name[2:] if share else f"/{name[:1].lower()}{name[1:]}"
    else:
        name = f"/{name.lstrip('/')}"
    return f"file://{quote(os.fsencode(name))}"
