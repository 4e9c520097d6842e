"""What a script does with the container paths that SageMaker reserves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import libcst as cst

from sm_lint.flow.facts import LogicalName, Origin, PathAccess, PathPassed, ScriptFacts
from sm_lint.judgement.contract.compliance import Made
from sm_lint.sagemaker.paths import is_container_path
from sm_lint.syntax.literal import text_value

Direction = Literal["input", "output"]


class Touch(NamedTuple):
    """One access to a container path.

    Attributes:
        path: normalized, with ``*`` for each unknown part.
        direction: ``input`` for what is read and was not written before, ``output`` for what is written; None where
            it is only tested for, or passed to a call whose effect is not known.
        fact: the access.
        written: the path that is written as a literal at the start of it, such as ``/opt/ml/processing/input``;
            empty where it is not written as one.
        name: the constant or entry that holds this literal, as in ``INPUT_DIR`` and ``PATHS["input"]``; may be empty.
    """

    path: str
    direction: Direction | None
    fact: PathAccess | PathPassed
    written: str = ""
    name: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether the path itself is listed, walked over or made as a directory."""
        return isinstance(self.fact, PathAccess) and self.fact.directory


def touches(facts: ScriptFacts) -> list[Touch]:
    """The accesses to container paths in code that is called, in execution order."""
    return list(_touches(facts))


def _touches(facts: ScriptFacts) -> Iterator[Touch]:
    made = Made(facts)
    for fact in facts.facts:
        if not isinstance(fact, PathAccess | PathPassed) or not fact.reached or not is_container_path(fact.path):
            continue
        written, name = _literal_head(fact.origin)
        yield Touch(fact.path, _direction(fact, made), fact, written, name)


def _direction(fact: PathAccess | PathPassed, made: Made) -> Direction | None:
    if isinstance(fact, PathPassed) or fact.mode in ("probe", "delete"):
        return None
    if fact.mode == "write":
        return "output"
    return None if fact.own or made.before(fact) else "input"


def _literal_head(origins: tuple[Origin, ...]) -> tuple[str, str]:
    """The literal that a path begins with, and its name."""
    for origin in origins[:1]:
        if isinstance(origin.node, cst.SimpleString):
            text = text_value(origin.node)
            if text is not None and text.startswith("/"):
                return (text.rstrip("/") or "/"), origin.text
    return "", ""


def look_ups(facts: ScriptFacts) -> list[LogicalName]:
    """The look-ups of logical names in code that is called."""
    return [fact for fact in facts.all(LogicalName) if fact.reached]
