"""Methods of the SDK's classes: which of them a class has, and which was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sm_lint.sagemaker.sdk.surface import Found, Generation, Surface, surface

_OF_MODELS = frozenset(
    {"construct", "copy", "dict", "from_orm", "json", "model_construct", "model_copy", "model_dump", "model_dump_json", "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate", "model_validate_json", "model_validate_strings", "parse_file", "parse_obj", "parse_raw", "schema", "schema_json", "update_forward_refs", "validate"}
)  # fmt: skip
"""Methods of pydantic.BaseModel: https://docs.pydantic.dev/latest/api/base_model/."""
_STARTS = ("train", "fit", "run", "start", "transform", "tune")
"""How classes call what starts their job, in the order in which they are preferred."""
_SAME = (
    {*_STARTS, "execute", "submit", "launch"},
    {"invoke", "predict"},
    {"upsert", "create_or_update", "update_or_create"},
)


class Lacking(NamedTuple):
    """A method that a class does not have.

    Attributes:
        cls: name of the class.
        method: name that is called.
        instead: the method that was probably meant; None where none is like it.
    """

    cls: str
    method: str
    instead: str | None


@lru_cache(maxsize=4096)
def lacking_method(callee: str) -> Lacking | None:
    """The method that a qualified name such as ``sagemaker.train.ModelTrainer.fit`` calls and its class does not have.

    None where a generation of the SDK has it, or where all methods of the class cannot be known.
    """
    qualified, _, method = callee.rpartition(".")
    if not qualified.startswith("sagemaker.") or "()" in callee or method.startswith("_"):
        return None
    generations: tuple[Generation, ...] = ("v2", "v3")
    known: set[str] = set()
    name = ""
    for generation in generations:
        sdk = surface(generation)
        owner = sdk.find(qualified)
        if owner is None:
            continue
        members = _members(sdk, owner)
        if members is None or method in members:
            return None
        known |= members
        name = owner.name
    if not name:
        return None
    return Lacking(name, method, _meant(method, known))


def _members(sdk: Surface, owner: Found) -> frozenset[str] | None:
    """Names of what a class defines or inherits; None for something else, and where a base is not known."""
    if owner.kind != "class":
        return None
    found: set[str] = set()
    for base in sdk.bases(owner):
        if base is None:
            return None
        if base.module == "pydantic":
            found |= _OF_MODELS
        found.update(_names(base))
    return None if "__getattr__" in found or "__getattribute__" in found else frozenset(found)


def _names(base: Found) -> Iterator[str]:
    yield from base.table.get("methods", {})
    for key in ("attributes", "fields"):
        yield from (part.rstrip("=") for part in base.table.get(key, "").split())


def _meant(method: str, known: set[str]) -> str | None:
    for group in _SAME:
        if method in group:
            return next((name for name in (*_STARTS, *sorted(group)) if name in group and name in known), None)
    near = difflib.get_close_matches(method, sorted(name for name in known if not name.startswith("_")), 1, 0.75)
    return near[0] if near else None
