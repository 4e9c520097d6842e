"""All areas of the fuzzer by name."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from random import Random

from tests.fuzz import commands, linting, targets, varying
from tests.fuzz.generators import configuration, definitions, grammar, nesting, notebooks, side_files, variants
from tests.fuzz.generators.corpus import script
from tests.fuzz.generators.python_text import encoded, raw
from tests.fuzz.generators.python_trees import changed
from tests.fuzz.inputs import Area, Failure, Input, numbered


def _trees(random: Random) -> Input:
    seed, path = script(random)
    files = {name: text.encode() for name, text in seed.files.items()}
    return Input({**files, path: encoded(changed(seed.files[path], random))}, seed.configuration.encode())


def _texts(random: Random) -> Input:
    seed, path = script(random)
    files = {name: text.encode() for name, text in seed.files.items()}
    return Input({**files, path: raw(seed.files[path], random)}, seed.configuration.encode())


def _area(
    name: str, generate: Callable[[Random], Input], examine: Callable[[Input, int], None], share: int, sample: int
) -> Area:
    return Area(name, numbered(name, generate), examine, share, sample)


def _planted(random: Random) -> Input:
    return Input({"script.py": b""})


def _fail(given: Input, number: int) -> None:
    raise Failure("planted", "a failure") if number % 2 else ValueError("of the fuzzer itself")


def _hang(given: Input, number: int) -> None:
    while number == 1:
        pass


def _crash(given: Input, number: int) -> None:
    if number == 1:
        os.kill(os.getpid(), signal.SIGSEGV)


def _grow(given: Input, number: int) -> None:
    assert len(bytearray(b"x" * (60 << 20))) > number


# What the fuzzer has to notice; the tests of the fuzzer run them.
PLANTED: dict[str, Area] = {
    area.name: area
    for area in (
        _area("planted-failure", _planted, _fail, 0, 0),
        _area("planted-hang", _planted, _hang, 0, 0),
        _area("planted-crash", _planted, _crash, 0, 0),
        _area("planted-growth", _planted, _grow, 0, 0),
    )
}

AREAS: dict[str, Area] = {
    area.name: area
    for area in (
        _area("trees", _trees, linting.examine, 24, 80),
        _area("texts", _texts, linting.examine, 30, 100),
        _area("variants", variants.varied, varying.examine, 6, 30),
        _area("deep", nesting.deep, linting.examine, 3, 20),
        _area("long", nesting.long, linting.examine, 4, 20),
        _area("notebooks", notebooks.notebook, linting.examine, 8, 40),
        _area("comments", side_files.commented, linting.examine, 6, 30),
        _area("requirements", side_files.requirements, linting.examine, 3, 40),
        _area("definitions", definitions.linted, linting.examine, 6, 30),
        _area("graphs", definitions.drawn, commands.examine, 2, 20),
        _area("configuration", configuration.configured, commands.examine, 4, 30),
        _area("contracts", configuration.contracted, commands.examine, 3, 30),
        _area("documents", configuration.reading, commands.examine, 1, 20),
        _area("baselines", side_files.baseline, commands.examine, 2, 20),
        _area("ignores", side_files.ignoring, commands.examine, 2, 20),
        _area("names", side_files.named, commands.examine, 2, 30),
        _area("caches", side_files.cached, commands.examine_cached, 1, 20),
        _area("targets", targets.generate, targets.examine, 8, 200),
        Area("programs", grammar.programs, linting.examine, 1, 0, grammar.has_hypothesmith, most=500, chunk=10),
        Area("cpython", grammar.cpython_files, linting.examine, 1, 0, grammar.has_cpython),
    )
}


def named(name: str) -> Area:
    """The area of a name.

    Raises:
        KeyError: there is none.
    """
    return PLANTED[name] if name in PLANTED else AREAS[name]
