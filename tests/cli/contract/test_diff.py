"""What has changed in contracts between revisions and files, and what that breaks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

Run = Callable[..., Result]
CONTRACTS = """\
[tool.sm-lint.contracts.prep]
entry-point = "prep.py"
job = "processing"
version = "1.2.0"
required-env-vars = ["REGION"]

[tool.sm-lint.contracts.prep.expected-output-paths]
train = { path = "/opt/ml/processing/train", files = ["data.csv"] }

[tool.sm-lint.contracts.prep.arguments]
job-type = { required = true, choices = ["training", "calibration"] }
"""
PIPELINE = """\
from sagemaker.processing import ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1, env={"REGION": "eu"})
processor.run(
    code="prep.py",
    outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
    arguments=["--job-type", "calibration"],
)
"""
SCRIPT = """\
import os

from limits import SAMPLES

count = int(os.environ.get("MAX_SAMPLES", "10000"))
with open("/opt/ml/processing/out/data.csv", "w") as file:
    file.write(str(min(count, SAMPLES)))
"""
FILES = {
    "pyproject.toml": CONTRACTS,
    "prep.py": "import os\nprint(os.environ['REGION'])\n",
    "pipeline.py": PIPELINE,
    "free.py": SCRIPT,
    "limits.py": 'import os\n\nSAMPLES = int(os.environ.get("SAMPLES", "5"))\n',
    "unrelated.py": "print('hello')\n",
}


def git(folder: Path, *arguments: str) -> str:
    configuration = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    environment = os.environ | configuration
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def tree(project: Path) -> Path:
    write(project, FILES)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "one")
    return project


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text()
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)


def changes(sm_lint: Run, *arguments: str) -> dict[str, list[tuple[str, str, str]]]:
    """Kind, name and witness of each change, by contract."""
    found: dict[str, Any] = json.loads(sm_lint("contract", "diff", *arguments, "--output-format", "json").stdout)
    return {
        contract["id"]: [
            (change["name"], change["subject"], change["witness"]["text"] if change["witness"] else "")
            for change in contract["changes"]
        ]
        for contract in found["contracts"]
    }


def test_nothing_has_changed(tree: Path, sm_lint: Run) -> None:
    result = sm_lint("contract", "diff")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no contract differs between HEAD and the work tree" in result.stderr
    edit(tree / "unrelated.py", ("hello", "goodbye"))
    assert sm_lint("contract", "diff").stdout == ""


def test_a_declared_contract_and_the_launch_that_it_breaks(tree: Path, sm_lint: Run) -> None:
    edit(tree / "pyproject.toml", ('"training", "calibration"', '"training"'), ('["REGION"]', '["REGION", "SEED"]'))
    result = sm_lint("contract", "diff")
    assert result.exit_code == 1
    assert "needs a major version, at least 2.0.0; it goes from 1.2.0 to 1.2.0, which is not enough" in result.stdout
    assert changes(sm_lint) == {
        "prep": [
            ("required-variable-added", "SEED", "`run` (pipeline.py:5) does not set `SEED`"),
            ("choices-narrowed", "job-type", "`run` (pipeline.py:5) passes `--job-type calibration`"),
            ("version-too-low", "version", 'a contract with `uses = { prep = "^1.2.0" }`'),
        ]
    }
    record = json.loads(sm_lint("contract", "diff", "--output-format", "json").stdout)
    [contract] = record["contracts"]
    assert (record["old"], record["new"]) == ("HEAD", "the work tree")
    assert (contract["needed"], contract["announced"], contract["wanted"]) == ("major", "none", "2.0.0")
    assert contract["changes"][1]["witness"]["place"] == {"path": "pipeline.py", "cell": None, "line": 8, "column": 16}


def test_a_version_that_announces_it(tree: Path, sm_lint: Run) -> None:
    edit(tree / "pyproject.toml", ('"training", "calibration"', '"training"'), ("1.2.0", "2.0.0"))
    result = sm_lint("contract", "diff")
    assert result.exit_code == 0
    assert "it goes from 1.2.0 to 2.0.0" in result.stdout
    assert "not enough" not in result.stdout
    edit(tree / "pyproject.toml", ("2.0.0", "1.3.0"))
    assert sm_lint("contract", "diff").exit_code == 1
    assert sm_lint("contract", "diff", "--exit-zero").exit_code == 0


def test_a_lower_version_is_wrong_by_itself(tree: Path, sm_lint: Run) -> None:
    edit(tree / "pyproject.toml", ("1.2.0", "1.1.0"))
    assert sm_lint("contract", "diff").exit_code == 1
    assert changes(sm_lint)["prep"][0][:2] == ("version-lowered", "version")


def test_the_file_that_a_later_step_reads(tree: Path, sm_lint: Run) -> None:
    edit(tree / "pyproject.toml", ('files = ["data.csv"]', 'files = ["data.parquet"]'))
    assert [kind for kind, *_ in changes(sm_lint)["prep"]] == ["output-format-changed", "version-too-low"]
    assert changes(sm_lint, "--category", "run") == {}
    assert changes(sm_lint, "--category", "data", "--category", "run")["prep"][0][0] == "output-format-changed"


def test_scripts_without_a_contract(tree: Path, sm_lint: Run) -> None:
    edit(tree / "free.py", ('"10000"', '"0"'))
    found = changes(sm_lint)
    assert found == {
        "free.py": [("variable-default-changed", "MAX_SAMPLES", "a launch that does not set `MAX_SAMPLES`")]
    }
    assert sm_lint("contract", "diff").exit_code == 1


def test_a_module_that_a_script_imports(tree: Path, sm_lint: Run) -> None:
    edit(tree / "limits.py", ('os.environ.get("SAMPLES", "5")', 'os.environ["SAMPLES"]'))
    assert [kind for kind, *_ in changes(sm_lint)["free.py"]] == ["variable-required"]


def test_a_governed_script_is_a_matter_of_check(tree: Path, sm_lint: Run) -> None:
    edit(tree / "prep.py", ("os.environ['REGION']", "os.environ['REGION'], os.environ['OTHER']"))
    assert changes(sm_lint) == {}
    assert [kind for kind, *_ in changes(sm_lint, "--from", "scripts")["prep.py"]] == ["required-variable-added"]
    assert changes(sm_lint, "--from", "contracts") == changes(sm_lint, "--from", "jobs") == {}


def test_what_a_launch_gives(tree: Path, sm_lint: Run) -> None:
    edit(tree / "pyproject.toml", ("[tool.sm-lint.contracts", "[tool.other.contracts"))
    git(tree, "commit", "-qam", "no contract")
    edit(
        tree / "pipeline.py", ('env={"REGION": "eu"}', "env={}"), ("/opt/ml/processing/train", "/opt/ml/processing/out")
    )
    assert changes(sm_lint) == {
        "run (pipeline.py)": [
            ("launch-uploads-elsewhere", "train", "a script that writes to `/opt/ml/processing/train`"),
            ("launch-sets-less", "REGION", "the script reads it"),
        ]
    }
    [contract] = json.loads(sm_lint("contract", "diff", "--output-format", "json").stdout)["contracts"]
    assert contract["changes"][1]["witness"]["place"]["path"] == "prep.py"
    assert [change["severity"] for change in contract["changes"]] == ["warning", "error"]
    assert changes(sm_lint, "--from", "scripts") == {}


def test_two_commits_without_the_work_tree(tree: Path, sm_lint: Run) -> None:
    edit(tree / "free.py", ('"10000"', '"0"'))
    edit(tree / "pyproject.toml", ('required-env-vars = ["REGION"]\n', ""))
    git(tree, "commit", "-qam", "two")
    git(tree, "tag", "v2")
    git(tree, "rm", "-qrf", ".")
    (tree / "pyproject.toml").write_text("not TOML [")
    found = changes(sm_lint, "v2~1", "v2", "--isolated")
    assert list(found) == ["free.py"]
    found = changes(sm_lint, "v2~1", "v2")
    assert [kind for kind, *_ in found["prep"]] == ["variable-removed"]
    assert [kind for kind, *_ in found["free.py"]] == ["variable-default-changed"]
    back = changes(sm_lint, "v2", "main~1")
    assert [kind for kind, *_ in back["prep"]] == ["required-variable-added", "version-too-low"]


def test_against(tree: Path, sm_lint: Run) -> None:
    git(tree, "checkout", "-q", "-b", "work")
    edit(tree / "free.py", ('"10000"', '"0"'))
    git(tree, "commit", "-qam", "two")
    assert (
        changes(sm_lint, "--against", "main")
        == changes(sm_lint, "main")
        == changes(sm_lint, "--against", "main", "work")
    )
    assert sm_lint("contract", "diff", "--against", "main", "work", "more").exit_code == 2


def test_a_renamed_script_is_one(tree: Path, sm_lint: Run) -> None:
    git(tree, "mv", "free.py", "freed.py")
    git(tree, "commit", "-qm", "moved")
    found = changes(sm_lint, "HEAD~1", "HEAD")
    assert [kind for kind, *_ in found["freed.py"]] == ["entry-point-removed", "entry-point-added"]
    git(tree, "rm", "-q", "freed.py")
    assert changes(sm_lint) == {"freed.py": [("contract-removed", "", "a launch of `freed.py`")]}


def test_two_files(tree: Path, sm_lint: Run) -> None:
    other = tree / "other.toml"
    other.write_text(CONTRACTS.replace("[tool.sm-lint.", "[").replace('"training", "calibration"', '"training"'))
    assert changes(sm_lint, "pyproject.toml", "other.toml")["prep"][0][0] == "choices-narrowed"
    assert changes(sm_lint, "other.toml", "other.toml") == {}
    assert changes(sm_lint, "other.toml")["prep"][0][0] == "choices-widened"
    assert changes(sm_lint, "HEAD:pyproject.toml", "other.toml")["prep"][0][0] == "choices-narrowed"
    assert changes(sm_lint, "HEAD:./pyproject.toml", "pyproject.toml") == {}
    (tree / "old_free.py").write_text(SCRIPT.replace('"10000"', '"7"'))
    found = changes(sm_lint, "old_free.py", "free.py")
    assert [kind for kind, *_ in found["free.py"]] == ["variable-default-changed"]
    found = changes(sm_lint, "main", "free.py")
    assert found == {}


def test_files_outside_of_a_repository(project: Path, sm_lint: Run) -> None:
    for name, default in (("a.toml", "1"), ("b.toml", "2")):
        (project / name).write_text(f'[contracts.x]\noptional-env-vars = {{ A = "{default}" }}\n')
    assert changes(sm_lint, "a.toml", "b.toml")["x"][0][0] == "variable-default-changed"
    result = sm_lint("contract", "diff")
    assert result.exit_code == 2
    assert "not a git repository" in result.stderr


def test_contracts_in_files_of_their_own_and_below(tree: Path, sm_lint: Run) -> None:
    write(
        tree,
        {
            "contracts/a.toml": '[contracts.a]\nrequired-env-vars = ["A"]\n',
            "sub/sm-lint.toml": '[contracts.b]\nrequired-env-vars = ["B"]\n',
        },
    )
    edit(
        tree / "pyproject.toml",
        (
            "[tool.sm-lint.contracts.prep]",
            '[tool.sm-lint]\ncontract-files = ["contracts/*.toml"]\n\n[tool.sm-lint.contracts.prep]',
        ),
    )
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "two")
    assert {id: [kind for kind, *_ in found] for id, found in changes(sm_lint, "HEAD~1", "HEAD").items()} == {
        "a": ["contract-added"],
        "b": ["contract-added"],
    }
    edit(tree / "contracts/a.toml", ('["A"]', '["A", "AA"]'))
    edit(tree / "sub/sm-lint.toml", ('["B"]', '["B", "BB"]'))
    assert {id: found[0][:2] for id, found in changes(sm_lint).items()} == {
        "a": ("required-variable-added", "AA"),
        "b": ("required-variable-added", "BB"),
    }


def test_a_renamed_contract_and_those_that_use_it(tree: Path, sm_lint: Run) -> None:
    more = '\n[tool.sm-lint.contracts.score]\nentry-point = "score.py"\nuses = { prep = "^1.2" }\n'
    with (tree / "pyproject.toml").open("a") as file:
        file.write(more)
    git(tree, "commit", "-qam", "two")
    edit(tree / "pyproject.toml", ("contracts.prep", "contracts.prepare"))
    assert changes(sm_lint)["prepare"] == [
        ("contract-renamed", "prepare", "contract `score` uses it in versions `^1.2`")
    ]


def test_reserved_names(tree: Path, sm_lint: Run) -> None:
    edit(
        tree / "pyproject.toml",
        ('version = "1.2.0"', 'version = "1.2.0"\nreserved = ["OLD", "/opt/ml/processing/old"]'),
    )
    git(tree, "commit", "-qam", "two")
    edit(
        tree / "pyproject.toml",
        ('reserved = ["OLD", "/opt/ml/processing/old"]\n', ""),
        ('["REGION"]', '["REGION", "OLD"]'),
        ("/opt/ml/processing/train", "/opt/ml/processing/old"),
    )
    kinds = [(kind, name) for kind, name, _ in changes(sm_lint)["prep"]]
    assert ("reserved-name-used", "OLD") in kinds
    assert ("reserved-name-used", "/opt/ml/processing/old") in kinds


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "`nowhere` is neither a file nor a commit"),
        (("main", "nowhere"), "`nowhere` is neither a file nor a commit"),
        (("main:nowhere.toml", "pyproject.toml"), "there is no such file in that commit"),
        (("main:../x.toml", "pyproject.toml"), "there is no such file in that commit"),
        (("--", "--output=x"), "`--output=x` is neither a file nor a commit"),
        (("prep.py", "pyproject.toml"), "contracts in TOML are compared with contracts in TOML"),
        (("README.md", "pyproject.toml"), "`README.md` is neither TOML with contracts, nor a script"),
        (("a", "b", "--against", "c"), "--against takes the place of OLD"),
        (("",), "`` is neither a file nor a commit"),
        (("ambiguous",), "`ambiguous` is a file and a commit: write `./ambiguous` or `refs/heads/ambiguous`"),
    ],
)
def test_one_clear_error(tree: Path, sm_lint: Run, arguments: tuple[str, ...], said: str) -> None:
    write(tree, {"README.md": "text", "ambiguous": "x"})
    git(tree, "branch", "ambiguous")
    result = sm_lint("contract", "diff", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(re.findall("^Error: ", result.stderr, re.MULTILINE)) == 1


def test_contracts_that_do_not_decode(tree: Path, sm_lint: Run) -> None:
    edit(tree / "pyproject.toml", ('job = "processing"', 'job = "procesing"'))
    result = sm_lint("contract", "diff")
    assert result.exit_code == 2
    assert result.stderr.count("SMX903") == 1
    assert "the work tree: pyproject.toml:3:7: SMX903 `job` is `procesing`" in result.stderr
    assert result.stdout == ""  # what is missing because of a mistake was not taken away
    git(tree, "commit", "-qam", "two")
    edit(tree / "pyproject.toml", ("procesing", "processing"))
    result = sm_lint("contract", "diff")
    assert result.exit_code == 2
    assert "HEAD: pyproject.toml:3:7: SMX903" in result.stderr
    (tree / "pyproject.toml").write_text("[tool.sm-lint]\nnot TOML")
    result = sm_lint("contract", "diff")
    assert result.exit_code == 2
    assert "the work tree: pyproject.toml:2:5: SMX907 not valid TOML" in result.stderr
    assert "contract-removed" not in result.stdout


def test_a_file_that_does_not_decode_is_not_compared(tree: Path, sm_lint: Run) -> None:
    (tree / "old.toml").write_text("not TOML")
    result = sm_lint("contract", "diff", "old.toml", "pyproject.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("old.toml:1:5: SMX907 not valid TOML")
    edit(tree / "pyproject.toml", ('job = "processing"', 'job = "procesing"'))
    result = sm_lint("contract", "diff", "HEAD:pyproject.toml", "pyproject.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("pyproject.toml:3:7: SMX903 `job` is `procesing`")
    result = sm_lint("contract", "diff", "pyproject.toml", "HEAD:pyproject.toml")
    assert result.stderr.startswith("pyproject.toml:3:7: SMX903 `job` is `procesing`")


def test_other_contracts_of_a_file_with_a_mistake_are_compared(tree: Path, sm_lint: Run) -> None:
    with (tree / "pyproject.toml").open("a") as stream:
        stream.write('[tool.sm-lint.contracts.other]\nentry-point = "other.py"\nrequired-env-vars = ["A"]\n')
    git(tree, "commit", "-qam", "two")
    edit(tree / "pyproject.toml", ('job = "processing"', 'job = "procesing"'), ('["A"]', '["A", "B"]'))
    result = sm_lint("contract", "diff")
    assert result.exit_code == 2
    assert "variable `B` is new and required" in result.stdout
    assert result.stdout.count("\ncontract ") + result.stdout.startswith("contract ") == 1


def test_a_script_that_cannot_be_parsed(tree: Path, sm_lint: Run) -> None:
    (tree / "free.py").write_text(SCRIPT + "\ndef (")
    result = sm_lint("contract", "diff")
    assert result.exit_code == 2
    assert "the work tree: free.py:9:5: SMX901" in result.stderr
    assert result.stdout == ""


def test_formats(tree: Path, sm_lint: Run) -> None:
    edit(tree / "pyproject.toml", ('"training", "calibration"', '"training"'))
    text = sm_lint("contract", "diff").stdout
    assert (
        "pyproject.toml:11:1: error SMD858 [choices-narrowed] run: argument `--job-type` no longer takes `calibration`"
        in text
    )
    assert "= breaks: `run` (pipeline.py:5) passes `--job-type calibration` pipeline.py:8:16" in text
    assert text.endswith("2 breaking changes, 0 other changes\n")
    github = sm_lint("contract", "diff", "--output-format", "github").stdout.splitlines()
    assert github[0].startswith("::error title=sm-lint (SMD858),file=pyproject.toml,line=11,")
    markdown = sm_lint("contract", "diff", "--output-format", "markdown").stdout
    assert "### Contracts: HEAD → the work tree" in markdown
    assert "argument `--job-type` no longer takes `calibration` | **breaking** | run |" in markdown
    result = sm_lint("contract", "diff", "-o", "out.md", "--output-format", "markdown")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (tree / "out.md").read_text() == markdown
    edit(tree / "pyproject.toml", ('choices = ["training"]', 'choices = ["training", "calibration"]'))
    assert "No contract differs." in sm_lint("contract", "diff", "--output-format", "markdown").stdout


def test_hostile_texts(tree: Path, sm_lint: Run) -> None:
    evil = "<img src=x>|`a`](http://x)\\n::error::x @team ##vso[x]"
    edit(tree / "pyproject.toml", ('["REGION"]', f'["REGION"]\noptional-env-vars = {{ A = "{evil}" }}'))
    git(tree, "commit", "-qam", "two")
    edit(tree / "pyproject.toml", (f'"{evil}"', '"2"'))
    for output_format in ("text", "github", "markdown", "json"):
        out = sm_lint("contract", "diff", "--output-format", output_format).stdout
        assert "##vso[" not in out
        assert not any(line.startswith("::error::") for line in out.splitlines())
    markdown = sm_lint("contract", "diff", "--output-format", "markdown").stdout
    rows = [line for line in markdown.splitlines() if line.startswith("| contract prep")]
    assert rows
    assert "<img" not in re.sub(r"`[^`]*`", "", markdown)
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 7 for row in rows)


def test_only_what_differs_is_read(tree: Path, sm_lint: Run) -> None:
    from sm_lint.config.load import Resolver
    from sm_lint.evolution.project_diff import project_diff
    from sm_lint.evolution.sides import side_of

    write(tree, {f"more/script_{number}.py": SCRIPT for number in range(40)})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "two")
    edit(tree / "free.py", ('"10000"', '"0"'))
    git(tree, "commit", "-qam", "three")

    def make() -> Resolver:
        return Resolver(cwd=str(tree))

    old, new = side_of("HEAD~1", make), side_of("HEAD", make)
    found = project_diff(old, new)
    assert [diff.id for diff in found.diffs] == ["free.py"]
    assert old.revision is not None
    assert new.revision is not None
    read = {"pyproject.toml", "free.py", "limits.py"}
    assert old.revision.read <= read
    assert new.revision.read <= read


def test_projects_in_one_repository_are_kept_apart(tree: Path, sm_lint: Run) -> None:
    for team in ("one", "two"):
        tables = CONTRACTS.replace("[tool.sm-lint.", "[")
        write(
            tree, {f"{team}/sm-lint.toml": tables, f"{team}/prep.py": FILES["prep.py"], f"{team}/pipeline.py": PIPELINE}
        )
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "teams")
    edit(tree / "two/sm-lint.toml", ('"training", "calibration"', '"training"'))
    [contract] = json.loads(sm_lint("contract", "diff", "--output-format", "json").stdout)["contracts"]
    places = [change["witness"]["place"] for change in contract["changes"] if change["witness"]["place"]]
    assert [place["path"] for place in places] == ["two/pipeline.py"]


STEP = """\
step_type: Prep
contract:
  entry_point: prep_step.py
  inputs:
    DATA:
      path: /opt/ml/processing/input/data
  outputs:
    out:
      path: /opt/ml/processing/output
  env_vars:
    required: []
    optional:
      MAX_SAMPLES: '10000'
"""


def test_steps_of_cursus(tree: Path, sm_lint: Run) -> None:
    write(tree, {"steps/prep.step.yaml": STEP})
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "two")
    edit(tree / "steps/prep.step.yaml", ("'10000'", "'0'"), ("input/data", "input/raw"))
    [(_, found)] = changes(sm_lint).items()
    assert [(kind, name) for kind, name, _ in found] == [
        ("input-moved", "DATA"),
        ("variable-default-changed", "MAX_SAMPLES"),
    ]
    (tree / "steps/prep.step.yaml").write_text("contract: [\n")
    result = sm_lint("contract", "diff")
    assert result.exit_code == 2
    assert result.stderr.count("SMX903") == 1
