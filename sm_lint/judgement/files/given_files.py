"""Files that a script reads in its inputs, and that nothing puts there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sm_lint.flow.facts import PathAccess, PathPassed, ScriptFacts, Unresolved
from sm_lint.jobs.definition.model import Job, Mount, Supplier
from sm_lint.jobs.definition.reading import of_direction
from sm_lint.jobs.resolve.supply import MODEL_DIR, object_name, where
from sm_lint.judgement.contract.omissions import is_mkdir
from sm_lint.judgement.files.left_files import LeftFiles, fits, left_files, may_write
from sm_lint.registry.context import Context
from sm_lint.sagemaker.paths import is_under
from sm_lint.sagemaker.serving.model_files import algorithm_files
from sm_lint.spelling import suggest

_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip", ".gz", ".bz2", ".xz")


class Absent(NamedTuple):
    """A file that a script reads and that is not there.

    Attributes:
        access: the read.
        name: the file, relative to the input, or to what is unpacked from it.
        delivered: names of the objects that are there.
        mounts: the inputs that it should be in.
    """

    access: PathAccess
    name: str
    delivered: tuple[str, ...]
    mounts: tuple[Mount, ...]


class Unsupplied(NamedTuple):
    """A file that a script reads and that the job which should make it does not write.

    Attributes:
        access: the read.
        name: the file, relative to what is delivered.
        supplier: the job, or the first of several that write to the same place.
        left: what each of them writes.
    """

    access: PathAccess
    name: str
    supplier: Supplier
    left: tuple[LeftFiles, ...]


def not_among_objects(facts: ScriptFacts, job: Job) -> Iterator[Absent]:
    """Reads in inputs that deliver one object each, of another name.

    Of a script that only its name ties to the job, the name of the object has to resemble that of the file.
    """
    likely = job.script is not None and job.script.likely
    single: dict[str, dict[str, Mount]] = {}
    for path, mounts in _by_place(job).items():
        delivered = {name: mount for mount in mounts if (name := object_name(mount)) is not None}
        if len(delivered) == len(mounts) and (likely or not job.contract.open_inputs):
            single[path] = delivered
    if not single:
        return
    for access in certain_reads(facts):
        place = _place_of(access.path, job)
        names = single.get(place or "")
        if names is None or place is None or access.path == place:
            continue
        name = access.path[len(place) + 1 :]
        if any(name.startswith(delivered) for delivered in names):
            continue
        if not likely or suggest(name, names) is not None:
            yield Absent(access, name, tuple(names), tuple(names.values()))


def not_supplied(context: Context, job: Job) -> Iterator[Unsupplied]:
    """Reads of files that the jobs which make an input do not write."""
    found: dict[str, list[Supplier]] = {}
    for supplier in job.suppliers:
        if supplier.made != MODEL_DIR or supplier.archive:
            found.setdefault(supplier.found, []).append(supplier)
    whole = {path: len(mounts) for path, mounts in _by_place(job).items()}
    known: dict[str, tuple[LeftFiles, ...] | None] = {}
    for access in certain_reads(context.facts, unpacked=True):
        for path, suppliers in found.items():
            name = _delivered(access, path, suppliers[0].archive, job, context.facts)
            if name is None:
                continue
            folder = posixpath.dirname(path) if suppliers[0].archive else path
            if whole.get(folder) != len({supplier.place for supplier in suppliers}):
                continue
            if path not in known:
                known[path] = left_by(context, suppliers)
            left = known[path]
            if left and not any(files.may_hold(name) for files in left):
                yield Unsupplied(access, name, suppliers[0], left)


def read_from_algorithms(context: Context, job: Job) -> Iterator[tuple[PathAccess, str, Supplier]]:
    """Reads of the files of a built-in algorithm's model, with their names in the model archive and the job that made it."""
    suppliers = [each for each in job.suppliers if each.algorithm and each.archive and each.made == MODEL_DIR]
    if len(suppliers) != 1:
        return
    for access in certain_reads(context.facts, unpacked=True):
        name = _delivered(access, suppliers[0].found, True, job, context.facts)
        if name in algorithm_files(suppliers[0].algorithm):
            yield access, name, suppliers[0]


def left_by(context: Context, suppliers: Iterable[Supplier]) -> tuple[LeftFiles, ...] | None:
    """What some jobs leave in the place that another is given; None where that is not certainly known, or nothing."""
    found: list[LeftFiles] = []
    for supplier in suppliers:
        left = _left_by(context, supplier)
        if left is None:
            return None
        found.append(left)
    return tuple(found) if any(left.names for left in found) else None


def _left_by(context: Context, supplier: Supplier) -> LeftFiles | None:
    if supplier.script is None:
        names = algorithm_files(supplier.algorithm) if supplier.made == MODEL_DIR else ()
        return (
            LeftFiles(MODEL_DIR, (), frozenset(f"{MODEL_DIR}/{name}" for name in names), frozenset()) if names else None
        )
    facts = context.script_of(supplier.script, supplier.contract)
    return left_files(facts, supplier.made, supplier.contract) if facts is not None else None


def certain_reads(facts: ScriptFacts, *, unpacked: bool = False) -> Iterator[PathAccess]:
    """Reads of single files that certainly happen and that find nothing which the script itself may have put there.

    Args:
        facts: what the interpreter knows of the script.
        unpacked: those of what the script unpacks as well.
    """
    written: list[tuple[str, bool]] = []
    for fact in facts.facts:
        if isinstance(fact, Unresolved) and fact.reached and may_write(fact):
            return
        if isinstance(fact, PathPassed) and fact.reached:
            written.append((fact.path, True))
        elif isinstance(fact, PathAccess) and fact.mode == "write" and fact.reached and not is_mkdir(fact):
            if not (unpacked and is_unpacking(fact)):
                written.append((fact.path, fact.creates or fact.directory))
        elif isinstance(fact, PathAccess) and _is_sure(fact) and not _is_among(written, fact.path):
            yield fact


def _is_sure(access: PathAccess) -> bool:
    """Whether the file is certainly read, and the script fails where it does not exist."""
    return access.mode == "read" and access.certain and not access.guarded and not access.directory


def is_unpacking(access: PathAccess) -> bool:
    """Whether the written file is extracted from an archive."""
    name = access.via.rpartition(".")[2]
    return access.creates and access.directory and name in ("extractall", "unpack_archive", "tar")


def _is_among(written: Iterable[tuple[str, bool]], path: str) -> bool:
    """Whether a path may have been written."""
    return any(_may_be(each, tree, path) for each, tree in written)


def _may_be(written: str, tree: bool, path: str) -> bool:
    """Whether a written path may be the path that is read, or a folder that contains it."""
    if "*" in written:
        return written.startswith(("*", "/*")) or path.startswith(written.partition("*")[0])
    if written == ".":
        return tree and not path.startswith("/")
    return is_under(written, path) or (tree and is_under(path, written))


def _by_place(job: Job) -> dict[str, list[Mount]]:
    """The inputs of a job by the container path that they are found at."""
    found: dict[str, list[Mount]] = {}
    for mount in of_direction(job.mounts, "input"):
        path = where(job, mount)
        if path is not None:
            found.setdefault(path, []).append(mount)
    return found


def _place_of(path: str, job: Job) -> str | None:
    """The input or output that certainly owns a path: the deepest."""
    places = [place for mount in job.mounts if (place := where(job, mount)) is not None and is_under(path, place)]
    return max(places, key=len, default=None)


def _delivered(access: PathAccess, path: str, archive: bool, job: Job, facts: ScriptFacts) -> str | None:
    """Name of a file that is read, relative to what is delivered; None for a read of something else."""
    if not archive:
        if _place_of(access.path, job) != path or access.path == path:
            return None
        if any(_may_be(unpacking.path, True, access.path) for unpacking in _unpacks(facts)):
            return None
        return access.path[len(path) + 1 :]
    archives = {fact.path for fact in facts.all(PathAccess) if fact.mode == "read" and fact.path.endswith(_ARCHIVES)}
    if len(archives) != 1 or not fits(next(iter(archives)), path):
        return None
    folders = [fact.path for fact in _unpacks(facts)]
    if any("*" in folder for folder in folders) or access.path == path:
        return None
    names = [name for folder in folders if (name := _below(access.path, folder)) is not None]
    return min(names, key=len, default=None)


def _unpacks(facts: ScriptFacts) -> list[PathAccess]:
    return [fact for fact in facts.all(PathAccess) if fact.mode == "write" and is_unpacking(fact)]


def _below(path: str, folder: str) -> str | None:
    if folder == ".":
        return None if path.startswith(("/", "*", "..")) else path
    return path[len(folder) + 1 :] if path != folder and is_under(path, folder) else None
