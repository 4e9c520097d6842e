"""Facts as rules read them."""

from __future__ import annotations

import pytest

from sm_lint.flow.facts import Cause
from tests.flow.told import facts_of


@pytest.mark.parametrize(
    ("source", "cause", "via"),
    [
        ("open(input())", Cause.PATH, "open"),
        ("import os\nos.chdir(input())", Cause.PATH, "os.chdir"),
        ("import subprocess, foo\nsubprocess.run(foo.x())", Cause.PROCESS, ""),
        ("import subprocess\nsubprocess.run(['make', 'all'])", Cause.PROCESS, ""),
        ("import sys\nprint(sys.argv[1])", Cause.ARGUMENT, ""),
        ("import os\nos.environ[input()]", Cause.VARIABLE, ""),
        ("import os\nfor name in os.environ:\n    print(os.environ[name])", Cause.VARIABLE, ""),
        ("exec(input())", Cause.CODE, ""),
    ],
)  # fmt: skip
def test_what_is_not_resolved_has_a_cause(source: str, cause: Cause, via: str) -> None:
    assert (cause, via) in [(lost.cause, lost.via) for lost in facts_of(source).incomplete]
