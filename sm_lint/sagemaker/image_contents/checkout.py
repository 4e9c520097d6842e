"""Git checkouts of the repositories that the images are built from."""

from __future__ import annotations

import subprocess
from typing import NamedTuple

_NAMES = ("deep-learning-containers", "sagemaker-scikit-learn-container", "sagemaker-xgboost-container")


class Checkout(NamedTuple):
    """A commit of a git checkout.

    Attributes:
        folder: its folder, or that of a bare repository.
        name: `owner/name` of the repository on GitHub.
        commit: what is read.
    """

    folder: str
    name: str
    commit: str

    def files(self) -> list[str]:
        """Paths of all files."""
        return git(self.folder, "ls-tree", "-r", "--name-only", self.commit).splitlines()

    def text(self, path: str) -> str:
        """The text of a file."""
        return git(self.folder, "show", f"{self.commit}:{path}")

    def at(self, name: str) -> Checkout:
        """The commit of a tag or branch."""
        return self._replace(commit=git(self.folder, "rev-list", "-1", name).strip())

    def day(self) -> str:
        """The day of the commit: ``2021-12-22``."""
        return git(self.folder, "log", "-1", "--format=%cs", self.commit).strip()


def checkout(folder: str) -> Checkout:
    """The commit that a checkout is at.

    Which repository it is shows in the path of the folder or in the address that it was cloned from.

    Raises:
        ValueError: git does not know the folder.
    """
    commit = git(folder, "rev-parse", "HEAD").strip()
    try:
        address = git(folder, "remote", "get-url", "origin")
    except ValueError:
        address = ""
    name = next((name for name in _NAMES if name in address or name in folder), _NAMES[0])
    return Checkout(folder, f"aws/{name}", commit)


def git(folder: str, *words: str) -> str:
    """What git says.

    Raises:
        ValueError: git fails.
    """
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=False)
    if done.returncode:
        raise ValueError(f"git {words[0]} in {folder}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode()
