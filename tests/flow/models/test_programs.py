"""Modules and programs of the project that a script runs by a name that is a value."""

from __future__ import annotations

import pytest

from sm_lint.flow.facts import ImportFact
from tests.flow.facts_text import facts_of, project, told

REAL = "import argparse\nPARSER = argparse.ArgumentParser()\nPARSER.add_argument('--rate')\ndef main():\n    print(PARSER.parse_args().rate)\n"
GUARDED = REAL + "if __name__ == '__main__':\n    main()\n"


@pytest.mark.parametrize(
    "script",
    [
        "import importlib\nimportlib.import_module('pkg.real').main()\n",
        "from importlib import import_module\nreal = import_module('pkg.real')\nreal.main()\n",
        "import runpy\nrunpy.run_module('pkg.real', run_name='__main__')\n",
        "import runpy\nrunpy.run_module('pkg.real', {}, '__main__')\n",
    ],
)
def test_its_parser_is_that_of_the_process(script: str) -> None:
    assert told(script, project({"pkg/__init__.py": "", "pkg/real.py": GUARDED})) == [
        "argument --rate default None",
        "parse strict",
    ]


@pytest.mark.parametrize(
    "path", ["'real.py'", "'./real.py'", "'/opt/ml/code/real.py'", "os.path.join(os.path.dirname(__file__), 'real.py')"]
)
def test_a_file(path: str) -> None:
    script = f"import os, runpy\nrunpy.run_path({path}, run_name='__main__')\n"
    assert "parse strict" in told(script, project({"real.py": GUARDED}))


def test_a_module_that_is_run_under_its_own_name_is_no_main_script() -> None:
    script = "import runpy\nrunpy.run_module('real')\n"
    assert told(script, project({"real.py": GUARDED})) == ["argument --rate default None unused"]


@pytest.mark.parametrize(
    "call",
    [
        "importlib.import_module(sys.argv[1])",
        "importlib.import_module('.real', package='pkg')",
        "runpy.run_path(sys.argv[1])",
        "runpy.run_path('../real.py')",
        "runpy.run_module('elsewhere', run_name='__main__')",
    ],
)
def test_what_is_not_known_makes_the_script_incomplete(call: str) -> None:
    facts = facts_of(f"import importlib, runpy, sys\n{call}\n", project({"real.py": GUARDED}))
    assert not facts.complete("path")
    assert not facts.complete("argument")


def test_a_library_by_name_is_an_import() -> None:
    facts = facts_of("import importlib\nimportlib.import_module('pandas')\n", project({}))
    assert [fact.module for fact in facts.all(ImportFact)] == ["importlib", "pandas"]
    assert facts.complete("path")


def test_a_program_that_runs_itself_ends() -> None:
    facts_of(
        "import runpy\nrunpy.run_path('real.py')\n", project({"real.py": "import runpy\nrunpy.run_path('real.py')\n"})
    )
