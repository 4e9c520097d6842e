"""The environment that is measured: sm-lint as it is installed, and its peers beside it."""

from __future__ import annotations

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, ".venv-benchmarks")
LIBRARIES = os.path.join(FOLDER, "libraries")
PEERS = ("flake8", "pylint", "fixit", "semgrep", "ruff")
IMPORTED = ("pandas", "numpy", "scikit-learn", "joblib", "boto3", "sagemaker<3")
"""What the scripts of the trees import; apart from the peers, with which some of it does not agree."""


def tool(name: str) -> str:
    """Path of a command of the environment."""
    return os.path.join(FOLDER, "bin", name)


def make() -> None:
    """Make the environment where it is not there, and install the linter as it stands in this tree.

    Raises:
        subprocess.CalledProcessError: something cannot be installed.
    """
    if not os.path.exists(tool("ruff")):
        subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)
        _install(*PEERS, ROOT)
        _install("--target", LIBRARIES, *IMPORTED)
    _install("--force-reinstall", "--no-deps", ROOT)


def versions() -> str:
    """What was measured, in one line."""
    script = (
        "import platform; from importlib.metadata import version;"
        f"print('Python', platform.python_version() + ',', ', '.join(f'{{n}} {{version(n)}}' for n in {('sm-lint', 'libcst', *PEERS)!r}))"
    )
    return subprocess.run([tool("python"), "-c", script], check=True, capture_output=True, text=True).stdout.strip()


def _install(*what: str) -> None:
    subprocess.run([tool("python"), "-m", "pip", "install", "--quiet", *what], check=True)
