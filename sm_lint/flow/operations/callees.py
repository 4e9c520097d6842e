"""Names the callees of a script by their values."""

from __future__ import annotations

from sm_lint.flow.domain.argparse_model import NamespaceValue, ParserValue
from sm_lint.flow.domain.project import ClassValue, Function, Instance
from sm_lint.flow.domain.values import (
    BoundMethod,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    PathValue,
    Text,
    Value,
)
from sm_lint.flow.operations.effects import type_name


def callee_name(callee: Value) -> str | None:
    """The qualified name of a function, class or method; None if it is unknown.

    The name of something that the project defines begins with a dot: ``.Trainer.fit``.
    """
    if isinstance(callee, External):
        return callee.name if "." in callee.name else None  # a bare name is not bound anywhere in the file
    if isinstance(callee, BoundMethod):
        owner = _owner(callee.receiver)
        return f"{owner}.{callee.name}" if owner else None
    if isinstance(callee, Function):
        return f".{callee.owner.name}.{callee.name}" if callee.owner is not None else f".{callee.name}"
    if isinstance(callee, ClassValue):
        return f".{callee.name}"
    if isinstance(callee, Instance):
        return f".{callee.cls.name}.__call__"
    return type_name(callee) or None


_TYPES: dict[type[Value], str] = {
    ParserValue: "argparse.ArgumentParser",
    NamespaceValue: "argparse.Namespace",
    PathValue: "pathlib.Path",
    Text: "builtins.str",
    DictValue: "builtins.dict",
    Environ: "os.environ",
}


def _owner(receiver: Value) -> str:
    """The qualified name of the type that a method belongs to, or an empty string."""
    known = _TYPES.get(type(receiver))
    if known is not None:
        return known
    if isinstance(receiver, Constant):
        return f"builtins.{type(receiver.value).__name__}"
    if isinstance(receiver, ListValue):
        return f"builtins.{receiver.kind}"
    if isinstance(receiver, ClassValue):
        return receiver.library_base()
    return type_name(receiver)
