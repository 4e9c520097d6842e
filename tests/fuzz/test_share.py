"""A small and fixed share of the fuzzer's inputs; ``make fuzz`` runs as many as one likes."""

from __future__ import annotations

import sys

import pytest

from tests.fuzz.areas import AREAS
from tests.fuzz.supervisor import Figures, Supervisor, jobs_of
from tests.fuzz.worker import Limits

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="limits of time and memory are those of POSIX"),
]

SEED = 0
# Generous, for machines that have other things to do: what they find is the square, not the constant.
LIMITS = Limits(cpu=20, wall=180, memory=400)
SAMPLES = {name: area.sample for name, area in AREAS.items() if area.sample}


@pytest.fixture(scope="module")
def figures() -> dict[str, Figures]:
    return Supervisor(SEED, LIMITS, None).run(jobs_of(SAMPLES), workers=1)


@pytest.mark.parametrize("name", SAMPLES)
def test_all_oracles_hold(name: str, figures: dict[str, Figures]) -> None:
    found = figures[name]
    assert found.inputs == SAMPLES[name]
    assert not found.failures, "\n\n".join(
        f"{count} of seed {SEED}, the first is number {found.first[cause][0]}: {cause}\n{found.first[cause][1]}"
        for cause, count in found.failures.items()
    )
