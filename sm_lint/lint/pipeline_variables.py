"""Operations that a pipeline variable does not take, for the rules that report them."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.flow.facts import PipelineVariableUse, ScriptFacts

STRING_OPERATIONS = {
    "f-string": "an f-string",
    "+": "`+`",
    "%": "`%`",
    ".format()": "`.format()`",
    "str()": "`str()`",
    "int()": "`int()`",
    "float()": "`float()`",
    "os.path.join": "`os.path.join()`",
}
"""Those that raise, by what the interpreter calls them, as messages call them."""

CONTROL_OPERATIONS = {"if": "`if`", "not": "`not`", "comparison": "a comparison"}
"""Those that quietly take the object for the value."""

IMMEDIATE_CALLS = {
    "sagemaker.image_uris.retrieve()": "`image_uris.retrieve()`",
    "sagemaker.core.image_uris.retrieve()": "`image_uris.retrieve()`",
    "sagemaker.script_uris.retrieve()": "`script_uris.retrieve()`",
}
"""Calls that look something up by the value."""


def uses(facts: ScriptFacts, operations: dict[str, str]) -> Iterator[PipelineVariableUse]:
    """Uses in some operations; each place once. What a branch may skip or a handler catches is not certain to fail."""
    seen: set[int] = set()
    for use in facts.all(PipelineVariableUse):
        uncertain = use.conditional or use.guarded
        if use.how in operations and not uncertain and id(use.site.node) not in seen:
            seen.add(id(use.site.node))
            yield use


def kind_of(use: PipelineVariableUse) -> str:
    """What sort of pipeline variable it is, in words."""
    parts = [part for part in use.name.split(".") if not part.endswith("()")]
    if "properties" in parts:
        return "a step's property"
    if "ExecutionVariables" in parts:
        return "an execution variable"
    return f"a `{parts[-1]}`" if parts[-1][:1] not in "AEIOU" else f"an `{parts[-1]}`"
