"""Holds what the interpreter says of a script against what a run of it did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from sm_lint.flow import facts as f
from sm_lint.flow.domain.argparse_model import NamespaceValue
from sm_lint.flow.domain.lattice import may_be_absent, without_absent
from sm_lint.flow.domain.project import ClassValue, Function, Instance
from sm_lint.flow.domain.text import display
from sm_lint.flow.domain.values import Absent, Alternatives, Constant, DictValue, ListValue, PathValue, Text, Value
from sm_lint.flow.interpreter.analysis import SEMANTICS, _run_module, analyse
from sm_lint.flow.machine.budget import BudgetExceededError
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.setup import Setup
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import parse
from tests.flow.sandbox import Trace


@lru_cache(maxsize=4)  # a script is run in several worlds
def parsed(source: str) -> ParsedModule:
    return parse("/project/script.py", source)


class Interpretation:
    """What the interpreter says of a script; runs in several worlds are held against the same one."""

    def __init__(self, source: str, setup: Setup) -> None:
        module = parsed(source)
        self.facts = analyse(module, setup)
        self.names = _names(module, setup)

    def complaints(self, trace: Trace) -> list[str]:
        """Everything that a run contradicts."""
        return [*_accesses(self.facts, trace), *_environment(self.facts, trace), *_values(self.names, trace)]


def matches(pattern: str, text: str) -> bool:
    """Is the text one that a pattern with ``*`` for its holes stands for? A segment that is all hole may not be there."""
    parts = re.split(r"(?:(?<=/)|^)\*/|/\*$|\*", pattern)
    holes = re.findall(r"(?:(?<=/)|^)\*/|/\*$|\*", pattern)
    shown = {"*": ".*", "*/": "(.*/)?", "/*": "(/.*)?"}
    expression = re.escape(parts[0]) + "".join(shown[hole] + re.escape(part) for hole, part in zip(holes, parts[1:]))
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _accesses(facts: f.ScriptFacts, trace: Trace) -> Iterator[str]:
    told = list(facts.all(f.PathAccess))
    happened = set(trace.accesses)
    if facts.complete():
        for mode, path in sorted(happened):
            if not any(fact.mode == mode and matches(fact.path, path) for fact in told):
                yield f"not covered: {mode} {path}"
    if trace.ended:
        for fact in told:
            if fact.certain and not fact.guarded and (fact.mode, fact.path) not in happened:
                yield f"did not happen: {fact.mode} {fact.path} via {fact.via}"


def _environment(facts: f.ScriptFacts, trace: Trace) -> Iterator[str]:
    told = list(facts.all(f.EnvRead))
    if facts.complete("environment"):
        written: set[str] = set(trace.writes)
        for name in sorted(set(trace.reads) - written):
            if not any(matches(fact.name, name) for fact in told):
                yield f"not covered: env {name}"
    if trace.ended:
        for fact in told:
            if (
                fact.reached
                and not fact.conditional
                and not fact.guarded
                and "*" not in fact.name
                and fact.name not in trace.reads
            ):
                yield f"did not happen: env {fact.name}"


def _names(module: ParsedModule, setup: Setup) -> Mapping[str, Value] | None:
    """The abstract globals of a script at its end; None where it is not followed until there."""
    run = Machine(module, setup, len(module.text), SEMANTICS)
    try:
        scope = _run_module(run, module)
    except BudgetExceededError:
        return None
    if any(u.subject == "control" for u in run.recorder.script_facts(()).incomplete):
        return None
    return scope.names


def _values(names: Mapping[str, Value] | None, trace: Trace) -> Iterator[str]:
    """The globals of the script at its end, against the abstract ones."""
    if trace.error is not None or names is None:
        return
    for name, value in trace.names.items():
        known = names.get(name)
        if known is None:
            yield f"not bound: {name} = {value!r}"
        elif not describes(known, value, 0):
            yield f"wrong value: {name} is {value!r}, not {shown(known)}"


def describes(known: Value, value: Any, depth: int) -> bool:
    """Is the value one of those that an abstract value stands for?"""
    if depth > 6:
        return True
    if isinstance(known, Alternatives):
        return any(describes(option, value, depth) for option in known.options)
    if isinstance(known, Absent):
        return False
    if isinstance(known, Constant):
        return type(known.value) is type(value) and bool(known.value == value)
    if isinstance(known, Text):
        return isinstance(value, str) and matches(display(known), value)
    if isinstance(known, PathValue):
        return isinstance(value, PurePath) and (
            matches(display(known.text), str(value)) or str(PurePath(display(known.text))) == str(value)
        )
    if isinstance(known, DictValue):
        return known.role == "document" or (isinstance(value, dict) and _describes_mapping(known, value, depth))
    if isinstance(known, ListValue):
        return _describes_sequence(known, value, depth)
    if isinstance(known, Instance):
        return type(value).__name__ == known.cls.name and _describes_attributes(known.attributes, vars(value), depth)
    if isinstance(known, NamespaceValue):
        return type(value).__name__ == "Namespace"
    if isinstance(known, Function):
        return callable(value) and value.__name__ == known.name
    if isinstance(known, ClassValue):
        return isinstance(value, type) and value.__name__ == known.name
    return True


def _describes_mapping(known: DictValue, value: dict[Any, Any], depth: int) -> bool:
    if any(key not in value for key, entry in known.entries.items() if not may_be_absent(entry)):
        return False
    for key, item in value.items():
        entry = known.entries.get(key)
        options = [] if entry is None else [without_absent(entry)]
        if known.rest is not None and (entry is None or may_be_absent(entry)):
            options.append(known.rest)
        if not any(describes(option, item, depth + 1) for option in options):
            return False
    return True


def _describes_sequence(known: ListValue, value: Any, depth: int) -> bool:
    if known.kind == "generator" or not isinstance(value, list | tuple | set):
        return known.kind in ("generator", "list")
    items = list(value)
    sure = [item for item in known.items if not may_be_absent(item)]
    if len(items) < len(sure) or (known.rest is None and len(items) > len(known.items)):
        return False
    if len(sure) == len(known.items) and not isinstance(value, set):
        rest = items[len(sure) :]
        return all(describes(k, v, depth + 1) for k, v in zip(known.items, items)) and all(
            known.rest is not None and describes(known.rest, v, depth + 1) for v in rest
        )
    every = [without_absent(item) for item in known.items] + ([known.rest] if known.rest is not None else [])
    return all(any(describes(option, v, depth + 1) for option in every) for v in items)


def _describes_attributes(known: Any, value: dict[str, Any], depth: int) -> bool:
    return all(name in known and describes(known[name], item, depth + 1) for name, item in value.items())


def shown(value: Value, depth: int = 0) -> str:
    """An abstract value as text, for a failing test to print."""
    if isinstance(value, Alternatives):
        return " | ".join(shown(option, depth) for option in value.options)
    if isinstance(value, Constant):
        return repr(value.value)
    if isinstance(value, Text):
        return f"~{display(value)!r}"
    if isinstance(value, PathValue):
        return f"Path({shown(value.text)})"
    if depth > 3:
        return "…"
    if isinstance(value, DictValue):
        rows = [f"{k!r}: {shown(v, depth + 1)}" for k, v in value.entries.items()]
        return (
            "{" + ", ".join([*rows, *([f"**{shown(value.rest, depth + 1)}"] if value.rest is not None else [])]) + "}"
        )
    if isinstance(value, ListValue):
        rows = [shown(v, depth + 1) for v in value.items]
        rows += [f"*{shown(value.rest, depth + 1)}"] if value.rest is not None else []
        return f"{value.kind}[{', '.join(rows)}]"
    if isinstance(value, Instance):
        return f"{value.cls.name}({', '.join(f'{k}={shown(v, depth + 1)}' for k, v in value.attributes.items())})"
    return type(value).__name__
