"""The wheel, installed where another distribution already owns the name `rules`."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.environments import build_wheel, install_wheel, run_well

pytestmark = pytest.mark.packaging

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(PROJECT, tmp_path_factory.mktemp("wheel"))


def test_wheel_ships_the_two_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/", 1)[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"sm_lint", "sm_lint_rules"}
    assert {"sm_lint/py.typed", "sm_lint_rules/py.typed"} <= set(names)
    assert not [name for name in names if "/tests/" in name or Path(name).name.startswith(("test_", "conftest"))]


def test_wheel_ships_every_data_file_of_the_source(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if name.endswith((".toml", ".json"))}
    roots = (PROJECT / "sm_lint", PROJECT / "rules" / "sm_lint_rules")
    kept = {
        path.relative_to(root.parent).as_posix()
        for root in roots
        for path in root.rglob("*")
        if path.suffix in {".toml", ".json"}
    }
    assert kept
    assert shipped == kept


def test_wheel_works_beside_a_package_called_rules(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    scripts = install_wheel(wheel, environment)
    python = str(scripts / "python")
    purelib = Path(run_well(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    other = purelib / "rules"
    other.mkdir()
    (other / "__init__.py").write_text("OWNER = 'somebody else'\n", encoding="utf-8")

    assert run_well(python, "-c", "import rules; print(rules.OWNER)", cwd=tmp_path).strip() == "somebody else"
    assert "SMC001" in run_well(str(scripts / "sm-lint"), "rule", "SMC001", cwd=tmp_path)
    imported = run_well(
        python, "-c", "import sm_lint, sm_lint_rules; print(sm_lint.__file__, sm_lint_rules.__file__)", cwd=tmp_path
    )
    assert imported.count(str(environment)) == 2

    script = tmp_path / "project" / "script.py"
    script.parent.mkdir()
    script.write_text("print('nothing of SageMaker here')\n", encoding="utf-8")
    run_well(str(scripts / "sm-lint"), ".", cwd=script.parent)
