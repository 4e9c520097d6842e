"""The tables of the page about preflight."""

from __future__ import annotations

import json

from sm_lint.preflight.iam_policy import document_for_all
from sm_lint.preflight.operations import operations

_TOPICS = {
    "image": ("images", ("image-not-found",)),
    "role": ("roles of jobs, models and pipelines", ("role-not-found", "role-without-trust")),
    "function": ("functions that steps call", ("function-not-found",)),
    "queue": ("queues of callback steps", ("queue-not-found",)),
    "bucket": ("buckets that are written to", ("data-not-found",)),
    "data": ("objects and prefixes that are read", ("data-not-found",)),
    "key": ("keys of volumes and outputs", ("unusable-key",)),
    "subnet": ("subnets", ("network-not-found",)),
    "security-group": ("security groups", ("network-not-found",)),
    "instance": ("instance types and their number", ("instance-not-offered", "quota-exceeded")),
    "name": ("names of what is created", ("name-taken",)),
}


def operations_table() -> str:
    """What is asked, by which permission, and the rules that report it."""
    rows = ["| asked about | permissions | rules |\n|---|---|---|"]
    for topic, (about, rules) in _TOPICS.items():
        known = dict.fromkeys((each.action, each.source) for each in operations() if each.topic == topic)
        actions = ", ".join(f"[`{action}`]({source})" for action, source in known)
        rows.append(f"| {about} | {actions} | {', '.join(f'[{name}](rules/{name}.md)' for name in rules)} |")
    return "\n".join(rows) + "\n"


def iam_block() -> str:
    """The policy that allows whatever may be asked."""
    return f"```json\n{json.dumps(document_for_all(), indent=2)}\n```\n"
