"""Programs that hypothesmith makes from Python's grammar, and CPython's own test files."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from random import Random

from tests.fuzz.generators.corpus import NEEDED, cpython
from tests.fuzz.generators.python_text import changed_bytes, encoded
from tests.fuzz.inputs import Input


def has_hypothesmith() -> bool:
    """Is hypothesmith installed?"""
    return find_spec("hypothesmith") is not None


def programs(seed: int, start: int, stop: int) -> Iterator[Input]:
    """Programs out of the grammar that libcst's nodes make up."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesmith import from_node

    made: list[str] = []

    @seeded(f"{seed}/{start}")
    @settings(
        max_examples=stop - start,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(from_node())
    def collect(text: str) -> None:
        made.append(text)

    collect()
    for text in made[: stop - start]:
        yield Input({"program.py": encoded(text) + NEEDED})


def has_cpython() -> bool:
    """Did this interpreter come with its tests?"""
    return bool(cpython())


def cpython_file(number: int) -> Input:
    """A test file of CPython as it is, with a comment at its end that makes it matter."""
    return Input({"module.py": cpython()[number].read_bytes() + NEEDED})


def cpython_files(seed: int, start: int, stop: int) -> Iterator[Input]:
    """Every file once, then files with a few bytes changed."""
    for number in range(start, stop):
        if number < len(cpython()):
            yield cpython_file(number)
        else:
            random = Random(f"{seed}/cpython/{number}")
            raw = random.choice(cpython()).read_bytes()[:40_000]
            yield Input({"module.py": changed_bytes(raw, random) + NEEDED})
