"""The dataclasses of the package behave as those of the standard library."""

from __future__ import annotations

import ast
import copy
import dataclasses
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sm_lint
from sm_lint import records

Decorator = Callable[..., Any]
FLAGS: list[dict[str, bool]] = [
    {},
    {"slots": True},
    {"frozen": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "eq": False},
    {"init": False, "repr": False, "eq": False},
]


def make(decorator: Decorator, flags: dict[str, bool]) -> Any:
    """A class that has every kind of field."""

    class Part:
        """One part."""

        name: str
        size: int = 3
        of: list[str] = dataclasses.field(default_factory=list)
        place: str = dataclasses.field(default="here", compare=False)
        secret: str = dataclasses.field(default="-", repr=False)
        fixed: int = dataclasses.field(default=7, init=False)
        made: dict[str, int] = dataclasses.field(default_factory=dict, init=False)
        later: int = dataclasses.field(init=False, repr=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "later", self.size + 1)

    return decorator(**flags)(Part)


def make_both(flags: dict[str, bool]) -> tuple[Any, Any]:
    return make(records.dataclass, flags), make(dataclasses.dataclass, flags)


@pytest.mark.parametrize("flags", [each for each in FLAGS if each.get("init", True)])
def test_instances(flags: dict[str, bool]) -> None:
    def seen(cls: Any) -> list[object]:
        one, other = cls("a"), cls("a", 3, place="there")
        shown = [repr(each) for each in (one, cls("b", size=4, of=["x"], secret="s"), dataclasses.replace(one, size=5))]
        if not flags.get("eq", True):
            shown.append(repr(hash(one) == hash(one)))
        return [
            *shown,
            one == other,
            one == cls("b"),
            one.__eq__(3),
            one.later,
            dataclasses.replace(one, size=5).later,
            one.of is other.of,
            [field.name for field in dataclasses.fields(cls)],
            cls.__match_args__,
            getattr(cls, "__slots__", None),
        ]

    ours, standard = make_both(flags)
    assert [repr(each) for each in seen(ours)] == [repr(each) for each in seen(standard)]


@pytest.mark.parametrize("arguments", [((), {}), (("a", 1, [], "", "", 1), {}), (("a",), {"other": 1})])
def test_wrong_arguments(arguments: tuple[tuple[object, ...], dict[str, object]]) -> None:
    texts = []
    for cls in make_both({"frozen": True, "slots": True}):
        with pytest.raises(TypeError) as raised:
            cls(*arguments[0], **arguments[1])
        texts.append(str(raised.value))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("flags", [{"frozen": True}, {"frozen": True, "slots": True}])
def test_what_is_frozen(flags: dict[str, bool]) -> None:
    for cls in make_both(flags):
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
            cls("a").name = "b"
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
            del cls("a").name


def test_hashes() -> None:
    frozen, changing = records.dataclass(frozen=True), records.dataclass()

    class Pair:
        a: int
        b: int = 2

    class One:
        a: int

        def __hash__(self) -> int:
            return 5

    class Own:  # noqa: PLW1641 - Python gives it a `__hash__` that is None
        a: int

        def __eq__(self, other: object) -> bool:
            return True

    pair: Any = frozen(type("Pair", (), dict(vars(Pair))))
    assert {pair(1), pair(1), pair(1, 3)} == {pair(1), pair(1, 3)}
    with pytest.raises(TypeError, match="unhashable"):
        hash(changing(type("Pair", (), dict(vars(Pair))))(1))
    assert hash(changing(One)(1)) == 5
    assert hash(frozen(Own)(1)) == hash((1,))


@records.dataclass(frozen=True, slots=True)
class Base:
    a: int


@records.dataclass(frozen=True, slots=True)
class Derived(Base):
    b: float = float("nan")


def test_inheritance_and_copies() -> None:
    one = Derived(1)
    assert (one.a, one) == (1, Derived(1, one.b))
    assert one != Base(1)
    for copied in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert (type(copied), copied.a) == (Derived, 1)


def test_a_class_that_holds_itself() -> None:
    @records.dataclass()
    class Node:
        below: list[Node]

    node = Node([])
    node.below.append(node)
    assert repr(node).endswith("Node(below=[...])")


LEFT_OUT = ("pytest_container/inside/",)  # it is loaded into containers without the rest of the package


def test_nothing_is_compiled_at_import() -> None:
    """Modules of the package make dataclasses and expressions by what makes them when they are needed."""
    root = Path(sm_lint.__path__[0])
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name in ("records.py", "patterns.py") or name.startswith(LEFT_OUT):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
        inside = {id(each) for function in functions for each in ast.walk(function)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "dataclasses":
                found += [f"{name}:{node.lineno}" for each in node.names if each.name == "dataclass"]
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("re.compile", "dataclasses.dataclass"):
                found += [f"{name}:{node.lineno}"] if id(node) not in inside else []
    assert not found
