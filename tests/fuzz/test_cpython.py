"""CPython's own test files: what its grammar can say is linted, and nothing of it is called an error."""

from __future__ import annotations

import sys

import pytest

from tests.fuzz.generators.corpus import cpython
from tests.fuzz.supervisor import Job, Supervisor
from tests.fuzz.worker import Limits

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="limits of time and memory are those of POSIX"),
    pytest.mark.skipif(not cpython(), reason="this Python came without its tests"),
]

# Those that are about the language; ``make fuzz FUZZ_AREAS=cpython`` takes all of them.
ABOUT_SYNTAX = (
    *(
        "ann_module",
        "ann_module2",
        "ann_module3",
        "test_decorators",
        "test_dictcomps",
        "test_except_star",
        "test_exception_variations",
    ),
    *(
        "test_extcall",
        "test_fstring",
        "test_future",
        "test_genexps",
        "test_global",
        "test_grammar",
        "test_keywordonlyarg",
        "test_listcomps",
    ),
    *(
        "test_named_expressions",
        "test_patma",
        "test_positional_only_arg",
        "test_print",
        "test_raise",
        "test_setcomps",
        "test_string_literals",
    ),
    *(
        "test_syntax",
        "test_tstring",
        "test_type_annotations",
        "test_type_params",
        "test_unicode_identifiers",
        "test_unpack",
        "test_unpack_ex",
    ),
    *(
        "test_utf8source",
        "test_with",
        "test_yield_from",
        "test_long_future",
        "mod_generics_cache",
        "bad_coding",
        "bad_coding2",
    ),
)


def test_syntax() -> None:
    numbers = [
        number
        for number, path in enumerate(cpython())
        if path.stem in ABOUT_SYNTAX or path.stem.startswith("badsyntax")
    ]
    assert len(numbers) >= 15
    jobs = [Job("cpython", number, number + 1) for number in numbers]
    found = Supervisor(0, Limits(cpu=30, wall=180, memory=400), None).run(jobs, workers=1)["cpython"]
    named = {
        f"{cpython()[number].name}: {kind}: {cause}": detail for (kind, cause), (number, detail) in found.first.items()
    }
    assert found.inputs == len(numbers)
    assert not named
