"""Which releases of a distribution an index has, and which versions of Python can install them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.python_names import Version as Python
from sm_lint.sagemaker.python_names import parsed

if TYPE_CHECKING:  # takes longer to import than most runs need it for
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_FOLDER = "distributions/data"


class Run(NamedTuple):
    """Final releases one after another that the same versions of Python can install on Linux.

    Attributes:
        versions: the oldest first; the first and the last one alone where :attr:`Releases.whole` is False.
        pythons: those versions of Python, of the ones that the data speaks of.
    """

    versions: tuple[Version, ...]
    pythons: frozenset[Python]


class Releases(NamedTuple):
    """What is known of a distribution.

    Attributes:
        runs: the oldest first.
        whole: whether every final release is listed.
    """

    runs: tuple[Run, ...]
    whole: bool

    def pythons_of(self, version: Version) -> frozenset[Python] | None:
        """The versions of Python that can install a release; None if it is not known."""
        for run in self.runs:
            if version in run.versions or (not self.whole and run.versions[0] < version < run.versions[-1]):
                return run.pythons
        return None

    def newest(self, python: Python) -> Version | None:
        """The newest known release that a Python can install."""
        return next((run.versions[-1] for run in reversed(self.runs) if python in run.pythons), None)


@cache
def releases(name: str) -> Releases | None:
    """The final releases of a distribution; None if nothing is known of it.

    Args:
        name: a PEP 503 name.
    """
    from packaging.version import Version

    try:
        data = load(f"{_FOLDER}/{name}.releases")
    except OSError:  # there is none, or no file can have such a name
        return None
    runs = (
        Run(
            tuple(Version(text) for text in run["versions"].split()),
            frozenset(parsed(python) for python in run["pythons"].split()),
        )
        for run in data["run"]
    )
    return Releases(tuple(runs), data["whole"])


@cache
def _pythons() -> frozenset[Python]:
    """The versions of Python that the data speaks of."""
    return frozenset(parsed(text) for text in load(f"{_FOLDER}/index")["pythons"].split())


def not_for(known: Releases, specifier: SpecifierSet, python: Python) -> bool:
    """Whether an index certainly has no release that a specifier allows and that a Python can install.

    A release that came after the data was made may be such a one. So it is certain only where the specifier allows releases that
    are known, and for a Python newer than all of theirs only where it allows none that is newer than all that are known.
    """
    if python not in _pythons():
        return False
    exact = only_version(specifier)
    if exact is not None:
        pythons = known.pythons_of(exact)
        return pythons is not None and python not in pythons
    allowed = [run.pythons for run in known.runs if any(specifier.contains(version) for version in run.versions)]
    if not allowed or any(python in pythons for pythons in allowed):
        return False
    newest = max((max(pythons) for pythons in allowed if pythons), default=None)
    return (newest is not None and python < newest) or not specifier.contains(_after(known.runs[-1].versions[-1]))


def does_not_exist(known: Releases, specifier: SpecifierSet) -> Version | None:
    """The only version that a specifier allows, where an index certainly does not have it.

    That is so where it has newer ones, and one of them, or none of all, begins with the same two numbers: versions between others
    are not added later, but further ones of an old series are.
    """
    exact = only_version(specifier)
    if exact is None or not known.whole or exact.is_prerelease or exact.local or known.pythons_of(exact) is not None:
        return None
    versions = [version for run in known.runs for version in run.versions]
    newer = [version for version in versions if version > exact]
    of_series = [version for version in versions if version.release[:2] == exact.release[:2]]
    return exact if newer and (not of_series or max(of_series) > exact) else None


def only_version(specifier: SpecifierSet) -> Version | None:
    """The only version that a specifier like ``==1.2`` allows."""
    from packaging.version import Version

    each = list(specifier)
    if len(each) != 1 or each[0].operator != "==" or each[0].version.endswith(".*"):
        return None
    return Version(each[0].version)


def _after(version: Version) -> Version:
    """The next version after another one."""
    from packaging.version import Version

    return Version(".".join(map(str, (*version.release[:-1], version.release[-1] + 1))))
