"""The reader of Markdown cases tells what is wrong with a case, and with a rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sm_lint.registry.catalogue import main as catalogue_command
from sm_lint.testing import check_case, check_catalogue, page, read_cases, rule_classes

FENCE = "```"
SHARED = f"""# SMC001

{FENCE}toml
[tool.sm-lint.contracts.c]
entry-point = "work.py"
job = "processing"
{FENCE}
"""
CASE = f"""
## Reads a file, that nobody mounts!

{FENCE}python
open("/opt/ml/processing/a")  # SMC001
open("/tmp/a")  # a comment
{FENCE}

{FENCE}python path=pkg/other.py
x = 1  # ACM001, ACM002 ACM001
{FENCE}
"""


def test_a_case_is_read() -> None:
    (case,) = read_cases(SHARED + CASE)
    assert str(case) == "reads-a-file-that-nobody-mounts"
    assert case.line == 9
    assert sorted(case.files) == ["pkg/other.py", "pyproject.toml", "work.py"]
    assert case.expected == {
        ("work.py", 1): Counter(["SMC001"]),
        ("pkg/other.py", 1): Counter({"ACM001": 2, "ACM002": 1}),
    }
    assert case.codes == {"SMC001", "ACM001", "ACM002"}
    assert case.findings is None
    assert case.fixed is None


def test_a_case_has_its_own_configuration() -> None:
    own = f"## Own\n\n{FENCE}toml\n[tool.sm-lint]\n{FENCE}\n\n{FENCE}python\nx = 1\n{FENCE}\n"
    (case,) = read_cases(SHARED + own)
    assert case.files == {"pyproject.toml": "[tool.sm-lint]\n", "script.py": "x = 1\n"}


def test_a_longer_fence_holds_a_shorter_one() -> None:
    (case,) = read_cases("## Notes\n\n````md path=notes.md\n```python\nx\n```\n````\n")
    assert case.files == {"notes.md": "```python\nx\n```\n"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## A\n\nOnly prose.\n", "A (line 1): the case has no file"),
        (f"## A\n{FENCE}python\nx = 1\n", "the fence of line 2 is not closed"),
        (f"## A\n{FENCE}python\n{FENCE}\n{FENCE}python\n{FENCE}\n", "A (line 1): `script.py` is given twice"),
    ],
)
def test_a_case_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".+") as error:
        read_cases(text)
    assert str(error.value) == message


def run(script: str, tmp_path: Path, more: str = "") -> None:
    (case,) = read_cases(f"{SHARED}\n## Case\n\n{FENCE}python\n{script}\n{FENCE}\n{more}")
    check_case(case, str(tmp_path), select=["SMC001"])


def test_a_finding_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"Case \(line 9\): missing work.py:1 SMC001"):
        run('open("/tmp/a")  # SMC001', tmp_path)


def test_a_finding_that_is_not_expected(tmp_path: Path) -> None:
    with pytest.raises(
        AssertionError, match=r"unexpected work.py:1 SMC001\n\s*found:\n\s*work.py:1:1 SMC001 error: `/opt"
    ):
        run('open("/opt/ml/processing/a")', tmp_path)


def test_a_message_that_differs(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"the findings read\n\s*work\.py:1:1 SMC001 error: "):
        run('open("/opt/ml/processing/a")  # SMC001', tmp_path, f"{FENCE}text\nwork.py:1:1 something\n{FENCE}\n")


def test_a_fix_that_differs(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"after all fixes work.py is\n\s*x = 1"):
        run("x = 1", tmp_path, f"{FENCE}python fixed\nx = 2\n{FENCE}\n")


RULE = """from sm_lint.rules import ScriptRule


class Second(ScriptRule):
    '''The second rule.'''

    code = "TST002"
    name = "second"


class First(ScriptRule):
    '''The first rule.'''

    code = "TST001"
    name = "first"
"""


def test_a_catalogue_is_held_to_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "tested_rules"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "two.py").write_text(RULE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [(rule.code, page(rule).summary) for rule in rule_classes("tested_rules")] == [
        ("TST001", "The first rule."),
        ("TST002", "The second rule."),
    ]
    with pytest.raises(AssertionError, match="`tested_rules` has no catalogue; run `python -m "):
        check_catalogue("tested_rules")
    assert catalogue_command(["tested_rules"]) == 0
    check_catalogue("tested_rules")
    written = package / "catalogue.py"
    written.write_text(written.read_text("utf-8").replace("The first rule.", "The first."), encoding="utf-8")
    with pytest.raises(AssertionError, match="is out of date"):
        check_catalogue("tested_rules")
