"""Is a file still well-formed after a fix?"""

from __future__ import annotations

import json

from sm_lint.lint.rewrite import encoding_of


def is_sound(path: str, data: bytes) -> bool:
    """Can the content of a Python file, a notebook or a TOML file be read as such?"""
    try:
        text = data.decode(encoding_of(path, data))
    except (ValueError, LookupError):
        return False
    if path.endswith(".toml"):
        return _is_toml(text)
    if path.endswith(".ipynb"):
        return _is_notebook(path, data)
    return _is_python(path, text)


def _is_toml(text: str) -> bool:
    import tomli

    try:
        tomli.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_python(path: str, text: str) -> bool:
    from sm_lint.syntax.parse import SyntaxProblem, parse

    try:
        parse(path, text)
    except SyntaxProblem:
        return False
    return True
