"""The least that a caller has to be allowed, as a policy document of IAM."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sm_lint.preflight.model import Call
from sm_lint.preflight.operations import operations

MOST_RESOURCES = 50
"""A statement with more resources than this names all of their kind instead: documents have a maximum size."""


def document(calls: Iterable[Call]) -> dict[str, Any]:
    """A policy that allows some calls and nothing else: a statement for each action, with the resources that are asked about."""
    resources: dict[str, set[str]] = {}
    for call in calls:
        resources.setdefault(call.operation.action, set()).add(call.resource)
    return _document({action: _bounded(found, action) for action, found in resources.items()})


def document_for_all() -> dict[str, Any]:
    """A policy that allows whatever may be asked, about all resources."""
    return _document({each.action: {_of_any(each.resource)} for each in operations()})


def _bounded(resources: set[str], action: str) -> set[str]:
    if len(resources) <= MOST_RESOURCES:
        return resources
    return {_of_any(each.resource) for each in operations() if each.action == action}


def _of_any(resource: str) -> str:
    partly = resource.replace("{partition}", "aws")
    return re.sub(r"\{\w+\}", "*", partly)


def _document(resources: dict[str, set[str]]) -> dict[str, Any]:
    """One statement for each set of resources, in the order of the actions' names."""
    actions: dict[tuple[str, ...], list[str]] = {}
    for action in sorted(resources):
        actions.setdefault(tuple(sorted(resources[action])), []).append(action)
    statements = [
        {"Sid": _sid(allowed), "Effect": "Allow", "Action": allowed, "Resource": list(named)}
        for named, allowed in actions.items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _sid(actions: list[str]) -> str:
    service, _, name = actions[0].partition(":")
    more = f"And{len(actions) - 1}" if len(actions) > 1 else ""
    return f"{service.capitalize()}{name}{more}"
