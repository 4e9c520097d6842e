"""Environments of their own, in which distributions are installed as pip leaves them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]


class Environment:
    """A virtual environment that sees the packages of this one, made without pip.

    Args:
        folder: where to make it.
    """

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=os.name != "nt")
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        purelib = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
        self.site = Path(purelib)
        around = [REPOSITORY, REPOSITORY / "rules", sysconfig.get_path("purelib")]
        (self.site / "around.pth").write_text("".join(f"{path}\n" for path in around))

    def install(self, name: str, files: Mapping[str, str], entry_points: Mapping[str, Mapping[str, str]]) -> None:
        """Put a distribution with these files into the environment."""
        for path, text in files.items():
            target = self.site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        self._describe(name, entry_points, list(files))

    def install_editable(self, name: str, source: Path, entry_points: Mapping[str, Mapping[str, str]]) -> None:
        """Have a distribution imported from where its sources lie."""
        (self.site / f"{name}.pth").write_text(f"{source}\n")
        folder = self._describe(name, entry_points, [f"{name}.pth"])
        told = {"url": source.as_uri(), "dir_info": {"editable": True}}
        (folder / "direct_url.json").write_text(json.dumps(told))

    def run(self, *arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the environment."""
        known = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "GITHUB_ACTIONS")}
        environment = {**known, "PYTHONDONTWRITEBYTECODE": "1", **variables}
        return subprocess.run(
            [str(self.python), *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )

    def _describe(self, name: str, entry_points: Mapping[str, Mapping[str, str]], files: list[str]) -> Path:
        folder = self.site / f"{name.replace('-', '_')}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        groups = (
            f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in points.items())
            for group, points in entry_points.items()
        )
        (folder / "entry_points.txt").write_text("\n".join(groups))
        (folder / "RECORD").write_text("".join(f"{path},,\n" for path in files))
        return folder


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of a project with the backend that is installed here."""
    run_well(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(project))
    (built,) = folder.glob("*.whl")
    return built


def install_wheel(wheel: Path, folder: Path) -> Path:
    """Make a virtual environment that holds a wheel and sees the dependencies of this one; its folder of programs.

    Nothing is asked of an index: what is installed from there is tested with the hooks.
    """
    venv.create(folder, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    run_well(
        sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", str(wheel)
    )
    purelib = Path(run_well(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (purelib / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return scripts


def run_well(*command: str, cwd: Path | None = None) -> str:
    """What a command prints that has to succeed."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        command, cwd=cwd, env=known, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout
