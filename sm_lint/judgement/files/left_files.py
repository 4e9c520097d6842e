"""Which files a script leaves in a directory, and whether those are certainly all."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sm_lint.contracts.model import Contract
from sm_lint.flow.facts import ArgumentFact, EnvRead, PathAccess, PathPassed, ScriptFacts, Unresolved
from sm_lint.judgement.contract.omissions import is_mkdir
from sm_lint.sagemaker.paths import is_under

_CHANGES_FOLDER = "os.chdir"


@dataclass(frozen=True, slots=True)
class LeftFiles:
    """Files that a script may leave in a directory; what is not among them is certainly not there.

    Attributes:
        directory: the directory.
        writes: the writes of these files.
        patterns: their paths, with ``*`` for each part that is not known.
        trees: folders whose content is not known.
    """

    directory: str
    writes: tuple[PathAccess, ...]
    patterns: frozenset[str]
    trees: frozenset[str]

    def may_hold(self, name: str) -> bool:
        """Whether a file or folder of this name, relative to the directory, may exist."""
        path = f"{self.directory}/{name}"
        if any(is_under(path, tree) or is_under(tree, path) for tree in self.trees):
            return True
        return any(is_under(pattern, path) or _fits(pattern, path) for pattern in (*self.patterns, *self.trees))

    @property
    def names(self) -> list[str]:
        """Names of the files and folders, relative to the directory."""
        below = f"{self.directory}/"
        found = {path.removeprefix(below) for path in (*self.patterns, *self.trees) if path.startswith(below)}
        return sorted(found)


def left_files(facts: ScriptFacts, directory: str, contract: Contract | None = None) -> LeftFiles | None:
    """The files that a script may leave in a directory; None where it may leave others that are not known.

    Args:
        facts: what the interpreter knows of the script.
        directory: absolute container path.
        contract: what the job passes to the script; where it is not known, or may hold more, a name that the script takes
            from a default may be another.
    """
    if any(may_write(gap) for gap in facts.incomplete):
        return None
    patterns: set[str] = set()
    trees: set[str] = set()
    writes: list[PathAccess] = []
    for fact in facts.facts:
        if isinstance(fact, PathPassed):
            if is_under(directory, fact.path):
                return None
            if _meets(fact.path, directory):
                trees.add(fact.path)
        elif isinstance(fact, PathAccess):
            if fact.via == _CHANGES_FOLDER:
                return None
            if fact.mode != "write" or is_mkdir(fact) or not _meets(fact.path, directory):
                continue
            if fact.creates or fact.directory or fact.path == directory:
                trees.add(fact.path)
            else:
                patterns.add(fact.path)
            writes.append(fact)
        elif isinstance(fact, Unresolved) and fact.via == _CHANGES_FOLDER:
            return None
    if any(is_under(directory, tree) or _holds(tree, directory) for tree in trees):
        return None
    if not _is_closed(contract) and _are_defaults(facts, writes):
        return None
    return LeftFiles(directory, tuple(writes), frozenset(patterns), frozenset(trees))


def may_write(gap: Unresolved) -> bool:
    """Whether files may be written at the place that was not resolved."""
    if gap.subject == "control":
        return True
    return gap.subject == "path" and gap.mode in (None, "write")


def _meets(path: str, directory: str) -> bool:
    """Whether a path may lie in a directory, or contain it."""
    return is_under(path, directory) or is_under(directory, path) or path.startswith(("*", "/*"))


def _holds(tree: str, directory: str) -> bool:
    """Whether a folder whose first part is not known may be the directory, or one above it."""
    return tree.startswith(("*", "/*")) and fits(tree, directory)


def _fits(pattern: str, path: str) -> bool:
    """Whether a written path may be the wanted one, or may become it by what a library adds to the name.

    Some add a suffix (`numpy.save`) or write several files that begin with the name (`tf.train.Saver`, `gensim`).
    """
    end = _end_of_match(pattern, path)
    if end is None or end == len(path):
        return end is not None
    return path[end] in "._-/" or not posixpath.splitext(posixpath.basename(pattern))[1]


def fits(pattern: str, path: str) -> bool:
    """Whether a path with holes may be a path that has none."""
    return _end_of_match(pattern, path) == len(path)


def _end_of_match(pattern: str, path: str) -> int | None:
    """Offset in a path at which a pattern that matches its beginning ends at the latest, in linear time; None for no match."""
    first, *others = pattern.split("*")
    if not path.startswith(first):
        return None
    end = len(first)
    for number, piece in enumerate(others, 1):
        found = path.rfind(piece, end) if number == len(others) else path.find(piece, end)
        if found < 0:
            return None
        end = found + len(piece)
    return end


def _is_closed(contract: Contract | None) -> bool:
    """Whether all arguments and variables of the script are known."""
    return contract is not None and not contract.open_arguments and not contract.open_environment


def _are_defaults(facts: ScriptFacts, writes: Iterable[PathAccess]) -> bool:
    """Whether the name of a written file is the default of an argument or variable, which a job may set to another value."""
    names = {posixpath.basename(access.path) for access in writes if access.assumed}
    if not names:
        return False
    defaults = [fact.default for fact in facts.facts if isinstance(fact, ArgumentFact | EnvRead) and fact.default]
    return any(name in default for default in defaults for name in names)


def listed(names: Sequence[str], most: int = 4) -> str:
    """Names as a message lists them: the first few, and how many there are besides."""
    shown = [f"`{name}`" for name in names[:most]]
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)
