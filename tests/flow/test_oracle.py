"""The interpreter against real runs: whatever a script does is told, whatever is told for certain is done."""

from __future__ import annotations

import os
import random
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sm_lint.flow.interpreter.analysis import analyse
from sm_lint.flow.machine.setup import Setup
from tests.flow.judge import Interpretation, parsed
from tests.flow.preamble import PREAMBLE, START
from tests.flow.programs import Writer, scripts
from tests.flow.sandbox import Sandbox, Trace

pytestmark = pytest.mark.slow

ASKED_FOR = os.environ.get("SM_LINT_ORACLE_EXAMPLES")  # so many scripts that nobody has seen; else the same in each run
REGRESSIONS = dict(
    re.findall(
        r"^## (.+?)\n\n```python\n(.*?)^```",
        (Path(__file__).parent / "regressions.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
REQUIRED = {"REQ_TEXT": "given", "REQ_PATH": "/opt/ml/given"}
OPTIONAL = {"OPT_TEXT": "set", "OPT_PATH": "/opt/ml/set", "OPT_FLAG": "1", "OPT_NUMBER": "9"}
ARGUMENTS = {"data-dir": "/opt/ml/told", "name": "told", "count": "8", "extra": "/opt/ml/extra"}


def run(source: str, environ: dict[str, str], arguments: dict[str, str], mood: int) -> Trace:
    with tempfile.TemporaryDirectory() as root:
        argv = [word for name, value in arguments.items() for word in (f"--{name}", value)]
        return Sandbox(root, environ, mood).run(source, argv)


def hold(source: str, told: bool, *moods: int) -> None:
    """Run a script with the values that the interpreter is told, or with none but what it requires."""
    environ = {**REQUIRED, **OPTIONAL} if told else REQUIRED
    arguments = ARGUMENTS if told else {}
    setup = Setup(environment=environ if told else {}, arguments=arguments if told else {})
    interpretation = Interpretation(source, setup)
    for mood in moods:
        trace = run(source, environ, arguments, mood)
        found = interpretation.complaints(trace)
        assert not found, "\n".join([*found, f"ended with {trace.error!r}", source])


@settings(
    max_examples=int(ASKED_FOR or 120),
    deadline=None,
    derandomize=ASKED_FOR is None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(scripts(), st.booleans(), st.integers(0, 5))
def test_random_scripts(source: str, told: bool, mood: int) -> None:
    hold(source, told, mood)


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("name", REGRESSIONS)
def test_scripts_that_once_were_wrong(name: str, told: bool) -> None:
    hold(PREAMBLE + START + REGRESSIONS[name], told, *range(6))


def test_most_random_scripts_are_followed_to_their_end() -> None:
    """The oracle would be easily content with an interpreter that gives up."""
    complete = ended = 0
    for seed in range(60):
        source = Writer(random.Random(seed).choice, 8).script()
        complete += analyse(parsed(source), Setup()).complete()
        ended += run(source, REQUIRED, {}, seed).ended
    assert complete > 44  # what os.path.commonpath and string.Template give, for one, is not known
    assert ended > 40
