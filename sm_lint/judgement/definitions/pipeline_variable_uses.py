"""Operations that a pipeline variable does not take, for the rules that report them."""

from __future__ import annotations

from sm_lint.flow.facts import PipelineVariableUse
from sm_lint.sagemaker.api.properties import is_collection

_METHODS = (
    *("join", "split", "rsplit", "splitlines", "partition", "rpartition", "replace", "strip", "lstrip", "rstrip"),
    *("startswith", "endswith", "removeprefix", "removesuffix", "lower", "upper", "encode"),
)
STRING_OPERATIONS = {
    "f-string": "an f-string",
    "+": "`+`",
    "%": "`%`",
    ".format()": "`.format()`",
    "str()": "`str()`",
    "int()": "`int()`",
    "float()": "`float()`",
    "print()": "`print()`",
    **{f"os.path.{name}": f"`os.path.{name}()`" for name in ("join", "dirname", "basename", "split", "splitext")},
    **{f".{method}()": f"`.{method}()`" for method in _METHODS},
}
"""Those that raise, by what the interpreter calls them, as messages call them."""

TEST_OPERATIONS = {
    "if": "in `if` it is always true",
    "assert": "in `assert` it is always true",
    "while": "in `while` it is always true",
    "and": "in `and` it is always true",
    "or": "in `or` it is always true",
    "not": "in `not` it is always true",
    "bool()": "`bool()` of it is always true",
}
"""Those that quietly take the object for the value, and what comes out."""

CONTROL_OPERATIONS = {
    **TEST_OPERATIONS,
    "comparison": "in a comparison it is equal to no value",
    "order": "a comparison by `<` or `>` raises TypeError",
    "in": "`in` raises TypeError",
    "len()": "`len()` of it raises TypeError",
    "iteration": "a loop over it raises TypeError",
    "range()": "`range()` of it raises TypeError",
    "arithmetic": "arithmetic with it raises TypeError",
    "key": "as the key of a dictionary it is none of its keys",
    "json.dumps()": "`json.dumps()` of it raises TypeError",
}
"""All that decide how a definition goes on or compute with the value, and what comes out."""

ENDLESS = {"in": "`in` never ends", "iteration": "a loop over it never ends"}
"""What comes out with a list or a mapping among the properties of a step: it has an item of every number."""

IMMEDIATE_CALLS = {
    "sagemaker.image_uris.retrieve()": "`image_uris.retrieve()`",
    "sagemaker.core.image_uris.retrieve()": "`image_uris.retrieve()`",
    "sagemaker.script_uris.retrieve()": "`script_uris.retrieve()`",
}
"""Calls that look something up by the value."""


def fails(use: PipelineVariableUse, operations: dict[str, str]) -> bool:
    """Whether a use is in one of some operations and certain to go wrong: not in a branch, its failure not caught."""
    return use.how in operations and not use.conditional and not use.guarded


def effect(use: PipelineVariableUse) -> str:
    """What an operation that decides how a definition goes on makes of a variable, in words."""
    said = CONTROL_OPERATIONS[use.how]
    owner, _, path = use.name.partition(".properties.")
    if use.how not in ENDLESS or not path:
        return said
    many = is_collection(owner.rpartition(".")[2], path)
    return said if many is False else ENDLESS[use.how] if many else f"{said} or never ends"


def kind_of(use: PipelineVariableUse) -> str:
    """What sort of pipeline variable it is, in words."""
    parts = [part for part in use.name.split(".") if not part.endswith("()")]
    if "properties" in parts:
        return "a step's property"
    if "ExecutionVariables" in parts:
        return "an execution variable"
    return f"a `{parts[-1]}`" if parts[-1][:1] not in "AEIOU" else f"an `{parts[-1]}`"
