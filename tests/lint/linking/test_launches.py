"""Scripts held to the jobs that launch them, from run to run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sm_lint.config.load import Resolver
from sm_lint.inspection.run import inspect_paths
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.caching.definitions import DefinitionTable, is_empty
from sm_lint.lint.caching.store import pack, unpack
from sm_lint.lint.linking.defining import define_file
from sm_lint.lint.linking.launches import link
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.definition_index import FEW
from sm_lint.lint.run.runner import lint_paths

if TYPE_CHECKING:
    from tests.lint.conftest import Project

REPOSITORY = Path(__file__).parents[3]
RUN = """\
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor
def launch(processor, code="prepare.py"):
    processor.run(code=code, inputs=[ProcessingInput("s3://a", "/opt/ml/processing/{name}")])
"""
MAIN = """\
from sagemaker.sklearn.processing import SKLearnProcessor
import steps
steps.launch(SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1), "code/prepare.py")
"""
SCRIPT = "under()\n"


def contracted(project: Project, **options: object) -> list[str]:
    found = project.lint(**options).findings
    return [f"{Path(f.place.path).name}:{f.place.cell or ''} {f.message}" for f in found if f.code == "ACME002"]


def test_a_script_is_held_to_the_job_that_launches_it(project: Project) -> None:
    project.write("run.py", RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n")
    project.write("prepare.py", SCRIPT)
    (message,) = contracted(project)
    assert message.startswith("prepare.py: under is called by a script of run (processing)")


def test_a_contract_from_configuration_goes_before(project: Project) -> None:
    project.configure('[contracts.mine]\nentry-point = "prepare.py"\njob = "training"\ndescription = "x"\n')
    project.write("run.py", RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n")
    project.write("prepare.py", SCRIPT)
    declared, launched = contracted(project)
    assert "script of mine (training)" in declared
    assert "script of run (processing)" in launched


def test_jobs_that_mean_the_same_are_one(project: Project) -> None:
    text = RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n"
    project.write("run.py", text)
    project.write("run_again.py", "\n\n" + text)
    project.write("prepare.py", SCRIPT)
    assert len(contracted(project)) == 1


def test_a_job_that_one_file_makes_with_the_code_of_another(project: Project) -> None:
    project.write("steps.py", RUN.replace("{name}", "raw"))
    project.write("main.py", MAIN)
    project.write("prepare.py", SCRIPT)
    project.write("code/prepare.py", SCRIPT)
    (record,) = [r for r in inspect_paths(["."], project.resolver()) if r["path"] == "steps.py"]
    assert [job["script"]["path"] for job in record["jobs"]] == ["code/prepare.py"]
    found = project.lint().findings
    assert [Path(f.place.path).parent.name for f in found if f.code == "ACME002"] == ["code"]


def add_others(project: Project, number: int = FEW) -> int:
    """Write so many definitions, each with the script that it launches; returns how many files these are."""
    for each in range(number):
        launch = "launch(SKLearnProcessor('1', 'r', 'm', 1))\n"
        project.write(f"part_{each}/run.py", RUN.replace("{name}", f"raw_{each}") + launch)
        project.write(f"part_{each}/prepare.py", "pass\n")
    return 2 * number


@pytest.mark.slow
@pytest.mark.parametrize("others", [0, FEW], ids=["alone", "among others"])
@pytest.mark.parametrize("what", ["job", "script appears", "script goes", "imported"])
def test_what_jobs_make_a_clean_script_dirty(project: Project, what: str, others: int) -> None:
    more = add_others(project, others)
    project.write("run.py", "from names import NAME\n" + RUN.replace('"/opt/ml/processing/{name}"', "NAME"))
    project.write("names.py", "NAME = '/opt/ml/processing/raw'\n")
    project.write("prepare.py", "pass\n")
    project.lint()
    assert project.lint().cached == 3 + more
    if what == "job":
        project.write("run.py", "from names import NAME\n" + RUN.replace('"/opt/ml/processing/{name}"', "NAME + 'x'"))
        expected = 1
    elif what == "script appears":
        project.write("other/run.py", RUN.replace("{name}", "other"))
        project.write("other/prepare.py", "pass\n")
        expected = 3
    elif what == "script goes":
        (project.root / "prepare.py").unlink()
        expected = 1
    else:
        project.write("names.py", "NAME = '/opt/ml/processing/cooked'\n")
        expected = 0
    assert project.lint().cached == expected + more


def test_of_definitions_that_are_known_only_those_are_decoded_that_have_to_do_with_a_changed_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_others(project)
    project.write("steps.py", RUN.replace("{name}", "raw"))
    project.write("main.py", MAIN)
    project.write("code/prepare.py", "pass\n")
    project.lint()
    decoded: list[str] = []
    decode = DefinitionTable.decode

    def noted(self: DefinitionTable, path: str) -> Definitions | None:
        decoded.append(os.path.relpath(path, project.root))
        return decode(self, path)

    monkeypatch.setattr(DefinitionTable, "decode", noted)
    project.lint()
    assert decoded == []
    project.write("part_3/prepare.py", SCRIPT)
    project.write("code/prepare.py", SCRIPT)
    assert sorted(contracted(project)) == [
        "prepare.py: under is called by a script of run (processing)",
        "prepare.py: under is called by a script of run (processing)",
    ]
    assert sorted(decoded) == ["main.py", "part_3/run.py", "steps.py"]


def test_what_definitions_have_to_do_with_a_file_is_found_among_all_of_them(project: Project) -> None:
    add_others(project, 3)
    project.write("steps.py", RUN.replace("{name}", "raw"))
    project.write("main.py", MAIN)
    project.write(
        "uploads.py", "import boto3\nboto3.client('s3').upload_file('code/prepare.py', 'b', 'x/prepare.py')\n"
    )
    project.write("remote.py", RUN.replace("{name}", "r").replace('"prepare.py"', '"s3://b/x/prepare.py"'))
    project.write("code/prepare.py", "pass\n")
    resolver = project.resolver()
    found: dict[str, Definitions] = {}
    for path in map(str, project.root.rglob("*.py")):
        definitions = define_file(FileTask(path), Batch(resolver.settings_for(path), (), "run")).definitions
        if definitions is not None and not is_empty(definitions):
            found[path] = definitions
    settings = {path: resolver.settings_for(path) for path in found}
    whole = link(found, settings)
    origins = whole.origins()
    assert {len(files) for files in origins.values()} == {1, 2, 3, 4}
    for path, files in origins.items():
        part = link({each: found[each] for each in files}, settings)
        assert part.interface(path) == whole.interface(path)
        assert (part.of(path), part.by_file.get(path)) == (whole.of(path), whole.by_file.get(path))


def test_where_a_job_is_written_is_nothing_to_its_script(project: Project) -> None:
    project.write("run.py", RUN.replace("{name}", "raw"))
    project.write("prepare.py", "pass\n")
    project.lint()
    project.write("run.py", "\n\n" + RUN.replace("{name}", "raw"))
    assert project.lint().cached == 1


def test_nothing_is_parsed_again_to_know_the_jobs(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (tmp_path / "run.py").write_text(RUN.replace("{name}", "raw"))
    (tmp_path / "prepare.py").write_text("import os\nprint(os.listdir('/opt/ml/processing/raw'))\n")
    assert not lint_paths([tmp_path], resolver=Resolver(cwd=str(tmp_path))).findings
    program = f"""
import sys
from sm_lint.config.load import Resolver
from sm_lint.lint.run.runner import lint_paths
result = lint_paths(["."], resolver=Resolver(cwd={str(tmp_path)!r}))
assert result.cached == 2, result
assert "libcst" not in sys.modules
"""
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'rules'}"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_few_files_without_definitions_are_is_not_worth_writing(project: Project) -> None:
    for number in range(120):
        project.write(f"part_{number}.py", "pass\n")
    project.lint()
    (path,) = (project.root / ".sm_lint_cache").rglob("*.definitions.jsonl")
    before = path.read_text()
    for number, known in ((0, True), (1, True), (2, False)):
        for each in range(number + 1):
            project.write(f"part_{each}.py", f"print({number})\n")
        assert project.lint().cached == 120 - number - 1
        assert (path.read_text() == before) is known


def table(project: Project, name: Any) -> Any:
    """What a table of the project's cache holds."""
    (path,) = (project.root / ".sm_lint_cache").rglob(f"*.{name}.jsonl")
    return unpack(name, path.name[:32], path.read_bytes())


def put_table(project: Project, name: Any, content: object) -> None:
    """Write a table with a right checksum."""
    (path,) = (project.root / ".sm_lint_cache").rglob(f"*.{name}.jsonl")
    path.write_bytes(pack(name, path.name[:32], content))


def test_definitions_of_another_shape_are_none(project: Project) -> None:
    project.write("run.py", RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n")
    project.write("prepare.py", SCRIPT)
    expected = contracted(project)
    rows = table(project, "definitions")
    path = str(project.root / "run.py")
    digest, text, imports, dependencies, seen = rows["defined"][path]
    texts = ["[", "[]", "3", text.replace("[8,", "[99,"), text.replace("run.py", "ran.py"), text.replace("true", "1")]
    entries: list[object] = [[digest, each, imports, dependencies, seen] for each in texts]
    entries += [3, [], [digest, text, imports, dependencies, "1"], [digest, text, imports, 3, seen]]
    odd = [{**rows, "defined": {**rows["defined"], path: entry}} for entry in entries]
    for content in (None, [], {}, {"x": 3}, *odd):
        put_table(project, "definitions", content)
        assert contracted(project) == expected


def test_a_damaged_cache_of_launches_is_no_cache(project: Project) -> None:
    add_others(project)
    project.write("part_3/prepare.py", SCRIPT)
    expected = contracted(project)
    (key, known, kinds), *_ = table(project, "launches")
    odd: list[object] = [
        [key, 3, kinds],
        [key, known, 3],
        [key, known, [["kind", 3, 3]]],
    ]
    odd += [[key, {name: [row[0], [7]] for name, row in known.items()}, kinds], [key, {"x": 3}, kinds], 3, [], {}]
    for launches in ([], 3, *([row] for row in odd)):
        put_table(project, "launches", launches)
        assert contracted(project) == expected


def test_the_script_that_a_cell_writes(project: Project) -> None:
    launch = RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n"
    cells = ["%%writefile prepare.py\nunder()\n", launch]
    rows = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    project.write("run.ipynb", json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (message,) = contracted(project)
    assert message.startswith("run.ipynb:1 under is called by a script of run (processing)")


def test_inspect_lists_the_jobs(project: Project) -> None:
    project.write("run.py", RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n")
    project.write("prepare.py", SCRIPT)
    record = next(r for r in inspect_paths(["."], project.resolver()) if r["path"] == "run.py")
    (job,) = record["jobs"]
    assert (job["kind"], job["class"], job["line"], job["dialect"]) == ("processing", "SKLearnProcessor", 4, "v2")
    assert job["script"]["path"] == "prepare.py"
    assert job["inputs"] == [{"name": "input-1", "path": "/opt/ml/processing/raw"}]  # as the SDK names what has no name
    script = next(r for r in inspect_paths(["."], project.resolver()) if r["path"] == "prepare.py")
    assert [contract["origin"] for contract in script["governed_by"]] == ["job"]


@pytest.mark.slow
def test_several_processes_know_the_same_jobs(project: Project) -> None:
    for number in range(8):
        folder = f"p{number}"
        project.write(f"{folder}/run.py", RUN.replace("{name}", "raw") + "#" * 60_000)
        project.write(f"{folder}/prepare.py", SCRIPT)
    alone = contracted(project, cache=False, jobs=1)
    assert len(alone) == 8
    assert contracted(project, cache=False, jobs=2) == alone


def test_a_failure_while_jobs_are_read_is_told_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError("boom")

    project.write("run.py", RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n")
    project.write("prepare.py", SCRIPT)
    with monkeypatch.context() as patch:
        patch.setattr("sm_lint.jobs.python.extract.extract", broken)
        for _ in range(2):  # a cached file does not hide it
            result = project.lint()
            (finding,) = [f for f in result.findings if f.code == "SMX900"]
            assert Path(finding.place.path).name == "run.py"
            assert finding.message.startswith(
                "reading its job definitions failed: RuntimeError: boom (test_launches.py:"
            )
            assert result.internal_errors == 1
        record = next(r for r in inspect_paths(["."], project.resolver()) if r["path"] == "run.py")
        assert record["failure"].startswith("reading its job definitions failed: RuntimeError: boom")
        assert "error" not in record
    assert len(contracted(project)) == 1


def test_what_breaks_reading_jobs_and_linting_is_told_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError("boom")

    project.write("run.py", RUN.replace("{name}", "raw") + "launch(SKLearnProcessor('1', 'r', 'm', 1))\n")
    monkeypatch.setattr("sm_lint.flow.interpreter.analysis._run_module", broken)
    result = project.lint(cache=False)
    assert [Path(f.place.path).name for f in result.findings if f.code == "SMX900"] == ["run.py"]
    assert result.internal_errors == 1
