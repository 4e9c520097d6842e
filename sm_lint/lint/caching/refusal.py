"""Folders that are refused as a cache, as values that can be reported."""

from __future__ import annotations

from sm_lint.diagnostics.refusal import Refusal
from sm_lint.lint.caching.folder import reason_against
from sm_lint.lint.caching.store import reason_of_git


class RefusedError(Exception):
    """The folder is not a cache folder; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def refusal(directory: str) -> Refusal | None:
    """Why a folder may not be used as a cache; None if it may be used or does not exist yet.

    Args:
        directory: absolute path.
    """
    reason = reason_against(directory)
    hint = "name a folder that does not exist yet as `cache-dir`, or use --no-cache"
    return Refusal(directory, reason, hint) if reason else None


def refusal_of(directory: str) -> Refusal | None:
    """Why a folder is not used as a cache, including that git tracks it; None if it is used.

    Args:
        directory: absolute path.
    """
    refused = refusal(directory)
    if refused is not None:
        return refused
    reason = reason_of_git(directory)
    hint = "`git rm -r --cached` takes it out of the repository, and --no-cache passes over it as well"
    return Refusal(directory, f"{reason} and was not used", hint, is_mistake=False) if reason else None
