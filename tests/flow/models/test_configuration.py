"""Configuration files that lie beside a script: they are shipped with it, and flow reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.inspection.run import inspect_paths

READERS = {
    "yaml": 'import yaml\nwith open("conf/main.yaml") as file:\n    cfg = yaml.safe_load(file)\nopen(cfg["data"]["train"])\n',
    "omegaconf": 'from omegaconf import OmegaConf\ncfg = OmegaConf.load("conf/main.yaml")\nopen(cfg.data.train)\n',
    "hydra": (
        "import hydra\n\n"
        '@hydra.main(config_path="conf", config_name="main", version_base=None)\n'
        "def main(cfg):\n    open(cfg.data.train)\n    open(cfg.model.path)\n\n"
        'if __name__ == "__main__":\n    main()\n'
    ),
}
MAIN = (
    "defaults:\n  - model: small\n  - _self_\ndata:\n  train: /opt/ml/input/data/train/a.csv\n  other: ${data.train}\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conf" / "model").mkdir(parents=True)
    (tmp_path / "conf" / "main.yaml").write_text(MAIN)
    (tmp_path / "conf" / "model" / "small.yaml").write_text("path: /opt/ml/model/small.bin\n")
    return tmp_path


def certain(project: Path, script: str) -> set[str]:
    path = project / "train.py"
    path.write_text(script)
    (record,) = inspect_paths(str(path))
    return {fact["value"] for fact in record["facts"] if fact["kind"] in ("read", "write") and fact["certain"]}


@pytest.mark.parametrize("reader", READERS)
def test_file_beside_the_script(project: Path, reader: str) -> None:
    assert "/opt/ml/input/data/train/a.csv" in certain(project, READERS[reader])


def test_groups_of_hydra(project: Path) -> None:
    assert "/opt/ml/model/small.bin" in certain(project, READERS["hydra"])


def test_file_that_the_script_writes_is_not_known(project: Path) -> None:
    script = 'import shutil\nshutil.copy("/opt/ml/input/data/c/main.yaml", "conf/main.yaml")\n' + READERS["yaml"]
    assert "/opt/ml/input/data/train/a.csv" not in certain(project, script)


def test_folder_that_is_not_known_is_a_guess(project: Path) -> None:
    script = READERS["yaml"].replace('"conf/main.yaml"', 'os.path.join(os.environ["X"], "conf/main.yaml")')
    assert "/opt/ml/input/data/train/a.csv" not in certain(project, "import os\n" + script)


def test_folder_that_the_script_changes_to(project: Path) -> None:
    assert "/opt/ml/input/data/train/a.csv" not in certain(project, 'import os\nos.chdir("/tmp")\n' + READERS["yaml"])
