"""Records are dataclasses: whatever is done with one gives what it would give with the standard library's."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any, ClassVar

import pytest

from sm_lint import records
from sm_lint.syntax.span import Place

Decorator = Callable[..., Any]
VARIANTS = [
    {"frozen": frozen, "slots": slots, "eq": eq}
    for frozen in (True, False)
    for slots in (True, False)
    for eq in (True, False)
]


def _family(dataclass: Decorator, **how: bool) -> Any:
    @dataclass(**how)
    class Point:
        """A point."""

        x: int
        label: str = "none"
        tags: list[str] = field(default_factory=list, hash=False, compare=False, repr=False)
        seen: int = field(init=False, default=7)
        deep: bool = field(default=False, kw_only=True)

        def __post_init__(self) -> None:
            self.tags.append("made")

    @dataclass(**how)
    class Below(Point):
        """A point of another kind, with a hash of its own."""

        y: int = 0

        def __hash__(self) -> int:
            return 3

    return Point, Below


def _outcome(work: Callable[[], object]) -> object:
    """What comes of something, or which exception and with what text."""
    try:
        return work()
    except (AttributeError, TypeError) as error:
        return type(error), str(error)


def _described(cls: Any) -> list[object]:
    one, same, other = cls(1), cls(1, tags=["a"]), cls(2, "two", ["b"], deep=True)

    def set_x() -> object:
        one.x = 5
        return one.x

    def delete_x() -> object:
        del other.x
        return hasattr(other, "x")

    return [
        *(repr(each).partition(".<locals>.")[2] for each in (one, same, other)),
        *(dataclasses.astuple(each)[:4] for each in (one, same, other)),
        dataclasses.asdict(other),
        one == same,
        one != same,
        one == other,
        one == 1,
        _outcome(lambda: hash(one) == hash(same)),
        _outcome(lambda: hash(one) == hash(other)),
        dataclasses.replace(one, x=9).x,
        copy.copy(other).tags is other.tags,
        copy.deepcopy(other).tags == other.tags,
        [(each.name, each.init, each.default) for each in dataclasses.fields(cls)],
        cls.__match_args__,
        cls.__doc__,
        hasattr(one, "__dict__"),
        _outcome(set_x),
        _outcome(delete_x),
        _outcome(cls),
        _outcome(lambda: cls(1, 2, 3, 4, 5, 6)),
        _outcome(lambda: cls(1, nothing=2)),
    ]


@pytest.mark.parametrize("how", VARIANTS, ids=str)
@pytest.mark.parametrize("number", [0, 1], ids=["base", "derived"])
def test_is_what_the_standard_library_makes(how: dict[str, bool], number: int) -> None:
    standard, ours = _family(dataclasses.dataclass, **how)[number], _family(records.dataclass, **how)[number]
    assert _described(ours) == _described(standard)


def test_fields_that_are_made_anew_are_not_shared() -> None:
    point, _ = _family(records.dataclass, slots=True)
    assert point(1).tags is not point(1).tags


def test_can_be_sent_to_another_process() -> None:
    place = Place("train.py")
    assert pickle.loads(pickle.dumps(place)) == place
    with pytest.raises(FrozenInstanceError):
        pickle.loads(pickle.dumps(place)).path = "other.py"


def test_refuses_what_it_does_not_provide_for() -> None:
    with pytest.raises(TypeError, match="class variables"):

        @records.dataclass(slots=True)
        class _Counted:
            count: ClassVar[int] = 0
            name: str = ""
