"""The text of a test file."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping

from sm_lint.contract_tests.plan import RUN_KINDS, Plan, PlannedInput
from sm_lint.contract_tests.values import ROWS, Table
from sm_lint.output.text import one_line, shown_place

SAMPLES = "contract_samples"
"""Folder beside the test files with better samples, and with stand-ins for modules."""
MODEL = "model"
WIDTH = 120

_HEAD = '''"""Tries out what {label} says of {script}.

The files of the inputs are guessed from what the script reads. If there is a folder SAMPLES / NAME_OF_THE_INPUT, its files are
used; stand-ins for modules that are not installed belong in {samples}/modules.
"""

from pathlib import Path

import pytest

from sm_lint.pytest_container import Container, Run{more}

HERE = Path(__file__).resolve().parent
SAMPLES = HERE / {samples_text} / {id_text}
SCRIPT = HERE / {script_text}
SOURCE_DIR = {source_dir}
ARGUMENTS = {arguments}
'''

_TESTS = '''

def run(job: Container) -> Run:
    return job.run(SCRIPT, *ARGUMENTS, source_dir=SOURCE_DIR)


def test_contract(job: Container) -> None:
    """It does what the contract says, and touches nothing else."""
    run(job).check()
'''

_INPUTS = '''

@pytest.mark.parametrize("name", {names})
def test_empty_input(job: Container, name: str) -> None:
    """It may refuse to work without data, but ends by itself."""
    job.empty(name)
    run(job).check(may_fail=True, ignore=["SMC005", "SMC006"])


@pytest.mark.parametrize("name", {names})
def test_more_files_than_expected(job: Container, name: str) -> None:
    """A job before it may have written several files."""
    job.double(name)
    run(job).check(may_fail=True)


@pytest.mark.parametrize("name", {names})
def test_folder_in_the_place_of_a_file(job: Container, name: str) -> None:
    """What a job before it uploads from an output that is named like a file is a folder."""
    job.block(*job.files_of(name))
    run(job).check(may_fail=True, ignore=["SMC005", "SMC006"])
'''

_VARIABLES = '''

@pytest.mark.parametrize("name", {names})
def test_missing_variable(job: Container, name: str) -> None:
    """Without a variable that the contract requires, it refuses to work or uses a default."""
    del job.environment[name]
    run(job).check(may_fail=True)
'''

_OUTPUTS = '''

def test_outputs_that_cannot_be_written(job: Container) -> None:
    """It does not end as if all were well."""
    job.read_only = [output.path for output in job.outputs]
    ended = run(job)
    ended.check(may_fail=True, ignore=["SMC006"])
    assert not ended.succeeded, ended.report()


def test_folder_where_a_file_is_written(job: Container) -> None:
    """It does not end as if all were well without having written anything."""
    first = run(job)
    job.block(*(path for path in first.made if any(path.startswith(output.path + "/") for output in job.outputs)))
    run(job).check(may_fail=True)
'''


_SERVED_HEAD = '''"""Tries out what {label} says of {script}.

A server imports the script and calls its functions. If there is a folder SAMPLES / "model", it is the model that they load, and
each file of SAMPLES / "requests" is a request, with a suffix that tells its content type. Stand-ins for modules that are not
installed belong in {samples}/modules.
"""

from pathlib import Path

import pytest

from sm_lint.pytest_container import Container, Run

HERE = Path(__file__).resolve().parent
SAMPLES = HERE / {samples_text} / {id_text}
SCRIPT = HERE / {script_text}
SOURCE_DIR = {source_dir}
'''

_SERVED_TESTS = '''

def run(job: Container, requests: Path | None = None) -> Run:
    return job.serve(SCRIPT, requests, source_dir=SOURCE_DIR)


def test_contract(job: Container) -> None:
    """The script can be imported, its functions take what SageMaker passes, and it touches nothing that the job lacks."""
    run(job).check()


def test_requests(job: Container) -> None:
    """It loads the model and answers requests."""
    if not (SAMPLES / "model").is_dir():
        pytest.skip(f"put a model into {SAMPLES / 'model'}, and requests into {SAMPLES / 'requests'}")
    run(job, SAMPLES / "requests").check()
'''


def document(plan: Plan, folder: str, root: str) -> str:
    """The test file for a plan, without the header that says where it is from.

    Args:
        plan: what it says.
        folder: absolute folder that it is written to.
        root: absolute folder of the project, against which names are shown.
    """
    tables = any(_has_table(entry.files) for entry in plan.inputs)
    is_run = plan.kind in RUN_KINDS
    head = (_HEAD if is_run else _SERVED_HEAD).format(
        label=_comment(plan.contract.label or f"contract `{plan.contract.id}`"),
        script=_comment(_relative(plan.script, root)),
        samples=SAMPLES,
        more=", rows" if tables else "",
        samples_text=_text(SAMPLES),
        id_text=_text(slug(plan.contract.id)),
        script_text=_text(_relative(plan.script, folder)),
        source_dir=f"HERE / {_text(_relative(plan.source_dir, folder))}" if plan.source_dir is not None else "None",
        arguments=_source(plan.arguments, 0, len("ARGUMENTS = ")),
    )
    parts = [head, _given_files(plan.inputs), _fixture(plan), _TESTS if is_run else _SERVED_TESTS]
    names = [entry.name for entry in plan.inputs if entry.required]
    if names:
        parts.append(_INPUTS.format(names=_source(names, 0, 33)))
    required = [name for name, needed in plan.variables.items() if needed and name in plan.environment]
    if required:
        parts.append(_VARIABLES.format(names=_source(required, 0, 33)))
    if any(output.required for output in plan.outputs):
        parts.append(_OUTPUTS)
    return "".join(parts)


def slug(name: str) -> str:
    """A name as part of a file name: letters, digits and underscores."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return kept.strip("_") or "contract"


def origin(plan: Plan, base: str) -> str:
    """Where the contract is written, as the header shows it."""
    return _comment(shown_place(plan.contract.place, base))


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, posixpath.sep)


def _comment(text: str) -> str:
    """Text that comes from a project, as part of a comment or docstring."""
    return one_line(text).replace("\\", "/").replace('"""', "'''")


def _given_files(inputs: Iterable[PlannedInput]) -> str:
    known = {entry.name: entry.files for entry in inputs if entry.files is not None}
    return f"INPUTS = {_source(known, 0, len('INPUTS = '))}\n" if known else ""


def _fixture(plan: Plan) -> str:
    lines = ["", "", "@pytest.fixture", "def job(container: Container) -> Container:"]
    lines.append(f'    """The container of {_comment(plan.contract.id)} before the script starts."""')
    lines.append(f"    container.job = {_text(plan.kind)}")
    lines.append(f"    container.add_modules(HERE / {_text(SAMPLES)} / {_text('modules')})")
    for name, values in (
        ("hyperparameters", plan.hyperparameters),
        ("environment", plan.environment),
        ("variables", plan.variables),
    ):
        if values:
            lines.append(f"    container.{name} |= {_source(dict(values), 1, len(f'    container.{name} |= '))}")
    if plan.contract.allow_paths:
        allowed = [path.removesuffix("/**") for path in plan.contract.allow_paths]
        lines.append(f"    container.allowed += {_source(allowed, 1, 24)}")
    for entry in plan.inputs:
        given = [_text(entry.path)]
        if entry.files is not None:
            given.append(f"INPUTS[{_text(entry.name)}]")
        given.append(f"name={_text(entry.name)}")
        if entry.kind == "file":
            given.append('kind="file"')
        given.append(f"samples=SAMPLES / {_text(slug(entry.name) if plan.kind in RUN_KINDS else MODEL)}")
        if not entry.required:
            given += ["required=False", "mounted=False"]
        lines += _call("container.add_input", given)
    for output in plan.outputs:
        given = [_text(output.path), f"name={_text(output.name)}"]
        if not output.required:
            given.append("required=False")
        if output.files:
            given.append(f"files={_source(list(output.files), 1, 20)}")
        lines += _call("container.add_output", given)
    return "\n".join([*lines, "    return container", ""])


def _call(name: str, arguments: list[str]) -> list[str]:
    line = f"    {name}({', '.join(arguments)})"
    if len(line) <= WIDTH:
        return [line]
    return [f"    {name}(", *(f"        {argument}," for argument in arguments), "    )"]


def _has_table(value: object) -> bool:
    if isinstance(value, Table):
        return True
    return isinstance(value, Mapping) and any(_has_table(item) for item in value.values())


def _source(value: object, depth: int, taken: int) -> str:
    """A value as Python source, in as many lines as it needs.

    Args:
        value: strings, numbers, lists, mappings and tables.
        depth: levels of indentation of the line that it begins in.
        taken: columns before it in that line.
    """
    flat = _flat(value)
    if taken + len(flat) < WIDTH - 1:
        return flat
    inner, outer = "    " * (depth + 1), "    " * depth
    if isinstance(value, Table):
        return f"rows({ROWS}, {_source(dict(value.columns), depth, taken + 10)})"
    if isinstance(value, Mapping):
        items = [(f"{_text(str(key))}: ", item) for key, item in value.items()]
        lines = [f"{inner}{key}{_source(item, depth + 1, len(inner + key))}," for key, item in items]
        return "\n".join(["{", *lines, f"{outer}}}"])
    if isinstance(value, list):
        lines = [f"{inner}{_source(item, depth + 1, len(inner))}," for item in value]
        return "\n".join(["[", *lines, f"{outer}]"])
    return flat


def _flat(value: object) -> str:
    if isinstance(value, Table):
        return f"rows({ROWS}, {_flat(value.columns)})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(str(key))}: {_flat(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return repr(value)


def _text(value: str) -> str:
    """A string literal, with double quotes where that needs no escapes."""
    plain = value.isprintable() and not any(letter in value for letter in '"\\')
    return f'"{value}"' if plain else repr(value)
