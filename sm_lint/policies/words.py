"""Says what a policy is about and expects, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sm_lint.policies.compare import both, either
from sm_lint.policies.model import Policy, Tests

_SAID = {
    "one-of": "one of",
    "none-of": "none of",
    "contains": "has",
    "allow": "one of",
    "deny": "none of",
    "registries": "from the registries",
    "repositories": "from the repositories",
    "tags": "with the tags",
    "deny-tags": "without the tags",
    "inputs": "inputs below",
    "outputs": "outputs below",
    "models": "models below",
    "checkpoints": "checkpoints below",
}


def said(tests: Tests) -> str:
    """Comparisons in words: "at least 1, at most 4"."""
    return ", ".join(_each(name, wanted) for name, wanted in tests)


def _each(name: str, wanted: Any) -> str:
    match name:
        case "present" | "absent":
            return "given" if (name == "present") is wanted else "not given"
        case "equals" if isinstance(wanted, tuple):
            return f"exactly {both(wanted)}"
        case "equals":
            return f"`{str(wanted).lower() if isinstance(wanted, bool) else wanted}`"
        case "pattern":
            return f"matches `{wanted}`"
        case "min" | "max":
            return f"at {'least' if name == 'min' else 'most'} {wanted}"
        case "types":
            return ", ".join(f"`{key}` of the type {type}" for key, type in wanted)
        case "values":
            return ", ".join(f"`{key}` {said(tests)}" for key, tests in wanted)
    return f"{_SAID[name]} {both(wanted) if name == 'contains' else either(wanted)}"


def about(policy: Policy) -> str:
    """Which definitions a policy is about."""
    return ", ".join(_about(policy)) or "all jobs"


def _about(policy: Policy) -> Iterator[str]:
    if policy.kinds:
        yield f"jobs of the kind {either(policy.kinds)}"
    for noun, patterns in (("step", policy.steps), ("pipeline", policy.pipelines), ("file", policy.paths)):
        if patterns:
            yield f"{noun} {either(patterns)}"
    if policy.dialects:
        yield f"dialect {either(policy.dialects)}"
