"""Resolves the script of a definition to a file.

A script is searched where the SDK would find it, which depends on the working directory: beside the definition, in any
parent folder up to the root of the project, and in the source roots. A script that the definition itself writes takes
precedence over a file on disk. A script that is not found is missing, unless something may create or fetch it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sm_lint.jobs.definition.model import Definitions, Job, Script
from sm_lint.jobs.python.scripts import is_remote
from sm_lint.jobs.resolve.commands import command_makes
from sm_lint.jobs.resolve.fetched_files import Elsewhere
from sm_lint.jobs.resolve.uploads import Uploads
from sm_lint.sagemaker.serving.model_code import uploading_models
from sm_lint.spelling import is_slip
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.view import FileView

MAX_ABOVE = 12  # parent folders of a definition that are searched; tuning, but a test guarantees ten
A_FOLDER = "it is a folder"
_ARCHIVE = (".tar.gz", ".tgz", ".zip")


class _Base(NamedTuple):
    """A folder that relative paths of a definition may start from.

    Attributes:
        how: what it is to the definition, in words.
        above: whether it is above the folder of the definition.
    """

    folder: str
    how: str
    above: bool = False


@dataclass(slots=True)
class Tree:
    """The search locations for scripts.

    Attributes:
        root: uppermost folder of the search.
        src: source roots.
        uploads: the uploads of the definitions.
        elsewhere: files provided by other folders and notebooks of the project.
    """

    root: str
    src: tuple[str, ...]
    files: FileView
    uploads: Uploads = field(init=False)
    elsewhere: Elsewhere = field(init=False)

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.files, self.above)
        self.elsewhere = Elsewhere(self.files)

    def above(self, folder: str) -> Iterator[str]:
        """A folder and its parents, up to the root of the project or repository."""
        yield folder
        while folder != self.root and os.path.dirname(folder) != folder and not self.ends(folder):
            folder = os.path.dirname(folder)
            yield folder

    def ends(self, folder: str) -> bool:
        """Whether this is the root of a repository."""
        git = os.path.join(folder, ".git")
        return self.files.is_folder(git) or self.files.is_file(git)


def resolved(definitions: Definitions, tree: Tree) -> Definitions:
    """The definitions with the files of their scripts resolved."""
    search = _Search(definitions, tree)
    return replace(definitions, jobs=tuple(replace(job, script=search.script(job)) for job in definitions.jobs))


class _Search:
    def __init__(self, definitions: Definitions, tree: Tree) -> None:
        self._definitions = definitions
        self._tree = tree
        self._written = frozenset(definitions.written)

    def script(self, job: Job) -> Script | None:
        """The script of a job, with its file if it is found."""
        script = job.script
        if script is None or script.remote or not script.written:
            return script
        written = script.written
        if is_remote(written):
            return self._uploaded(script)
        if job.kind == "inference" and job.setting("source_dir") is None and job.setting("source_code") is None:
            return self._of_model(self._local(script, written, job.place.path), job)
        source = job.setting("source_dir")
        source_code = job.setting("source_code")
        if source_code is not None:
            source = source_code.get("source_dir")
        if source is None or source.type == "None":
            return self._local(script, written, job.place.path)
        folder = source.text
        if folder is None or "*" in folder:
            return self._copied(script, "its source directory is not known")
        if is_remote(folder) or folder.endswith(_ARCHIVE):
            return replace(script, remote=True, found="its source directory is no local folder")
        return self._within(script, folder.removeprefix("file://") or ".", job.place.path)

    def _of_model(self, script: Script, job: Job) -> Script:
        """The script of a model without a source directory, which may be in the archive of the model where it is not on the disk."""
        if not script.missing or script.meant or _is_uploaded_beside(job):
            return script
        return replace(script, missing=False, remote=True, found="not on disk")

    # -- local ------------------------------------------------------------------------------------------------------

    def _local(self, script: Script, written: str, definition: str) -> Script:
        if "*" in written:
            return self._copied(script, "its name is known only in part")
        if os.path.isabs(written):
            return self._absolute(script, written)
        if written.startswith("~"):
            return replace(script, remote=True, found="it lies in a home directory")
        for base in self._bases(definition):
            found = self._at(script, _joined(base.folder, written), base.how, None, base.above)
            if found is not None:
                return found
        places = [_joined(base.folder, written) for base in self._bases(definition)]
        if any(map(self._tree.files.is_folder, places)):
            return self._gone(script, written, A_FOLDER)
        return self._gone(script, written, "neither beside the definition nor in a folder above it")

    def _within(self, script: Script, source: str, definition: str) -> Script:
        """A script of a source directory."""
        if os.path.isabs(script.written):
            return self._absolute(script, script.written)
        if source.startswith("~"):
            return replace(script, remote=True, found="its source directory is a home directory")
        exists = None
        if os.path.isabs(source):
            found = self._at(script, _joined(source, script.written), "in its source directory", source)
            if found is not None:
                return found
            if not self._tree.files.is_folder(source):
                return self._copied(script, "its source directory is not on this machine")
            exists = source
        else:
            for base in self._bases(definition):
                folder = _joined(base.folder, source)
                how = f"in its source directory, {base.how}"
                found = self._at(script, _joined(folder, script.written), how, folder, base.above)
                if found is not None:
                    return found
                if exists is None and self._tree.files.is_folder(folder):
                    exists = folder
        why = "not in its source directory" if exists else f"there is no source directory `{source}`"
        return replace(self._gone(script, _joined(source, script.written), why), source_dir=exists)

    def _absolute(self, script: Script, path: str) -> Script:
        path = os.path.normpath(path)
        found = self._at(script, path, "by its absolute path", None)
        if found is not None:
            return found
        copied = self._copy_of(script)
        if copied is not None:
            return copied
        if path.startswith(self._tree.root.rstrip(os.sep) + os.sep):
            return self._gone(script, path, "not at its absolute path")
        return replace(script, remote=True, found="an absolute path of another machine")

    def _at(self, script: Script, path: str, how: str, source_dir: str | None, above: bool = False) -> Script | None:
        """The script at a path: written by the definition, or on disk."""
        folder = source_dir if source_dir is not None else os.path.dirname(path)
        shipped = folder if source_dir is not None or script.ships_siblings else None
        if path in self._written:
            return replace(script, path=path, cell=True, found="written by the definition", source_dir=shipped)
        if self._tree.files.is_file(path):
            return replace(script, path=path, found=how, source_dir=shipped, from_above=above)
        return None

    def _bases(self, definition: str) -> Iterator[_Base]:
        """The possible working directories of a definition, the likeliest first."""
        seen: set[str] = set()
        for path in dict.fromkeys((definition, self._definitions.path)):
            start = folder = os.path.dirname(path)
            for _ in range(MAX_ABOVE):
                if folder not in seen:
                    seen.add(folder)
                    beside = folder == start
                    how = "relative to the definition" if beside else "relative to a folder above it"
                    yield _Base(folder, how, above=not beside)
                above = os.path.dirname(folder)
                if folder == self._tree.root or above == folder or self._tree.ends(folder):
                    break
                folder = above
        for folder in self._tree.src:
            if folder not in seen:
                seen.add(folder)
                yield _Base(folder, "in a source root")

    # -- elsewhere --------------------------------------------------------------------------------------------------

    def _uploaded(self, script: Script) -> Script:
        """A script named by the URL to which a definition in the tree uploads it."""
        path = self._tree.uploads.source(script.written)
        cell = path in self._written
        if path is not None and (cell or self._tree.files.is_file(path)):
            return replace(script, path=path, cell=cell, found="uploaded from")
        return replace(script, remote=True, found="it lies in S3")

    def _copied(self, script: Script, otherwise: str) -> Script:
        return self._copy_of(script) or replace(script, remote=True, found=otherwise)

    def _copy_of(self, script: Script) -> Script | None:
        """A script that the definition copies to the place where the job takes it from."""
        name = os.path.basename(script.written)
        for source, _ in self._definitions.copies:
            if "*" in source:
                continue
            named = source if os.path.basename(source) == name else os.path.join(source, script.written)
            for base in self._bases(self._definitions.path):
                path = _joined(base.folder, named)
                if self._tree.files.is_file(path) or path in self._written:
                    cell = path in self._written
                    return replace(script, path=path, cell=cell, found="copied by the definition")
        return None

    def _gone(self, script: Script, name: str, why: str) -> Script:
        """A script that is not found: copied from elsewhere, created by the definition, or missing."""
        copied = self._copy_of(script)
        if copied is not None:
            return copied
        meant = self._meant(script, name)
        if meant and why != A_FOLDER:
            return replace(script, missing=True, found=why, meant=meant)
        if self._may_make(os.path.normpath(name)):
            return replace(script, remote=True, found="the definition may make it")
        elsewhere, definition = self._tree.elsewhere, self._definitions.path
        if not os.path.isabs(name) and any(
            elsewhere.shell_brings(folder, name) for folder in self._tree.above(os.path.dirname(definition))
        ):
            return replace(script, remote=True, found="a shell script copies it")
        if not os.path.isabs(name) and elsewhere.shell_brings_both(self._tree.root, definition, name):
            return replace(script, remote=True, found="a shell script copies it with the definition")
        if is_notebook(definition):
            if not os.path.isabs(name) and elsewhere.notebooks_bring(os.path.dirname(definition), name):
                return replace(script, remote=True, found="a notebook beside it brings it")
        elif elsewhere.runs_below(self._tree.root, name):
            return replace(script, remote=True, found="the definition may be run from another folder")
        return replace(script, missing=True, found=why)

    def _meant(self, script: Script, name: str) -> str:
        """A script where this one is missing, whose name differs by one letter of a word; empty if there is none.

        A file that something makes is named where it is made, too: nothing is taken for a slip that is written twice.
        """
        base = os.path.basename(name)
        if (self._tree.files.text(script.place.path) or "").count(base) != 1:
            return ""
        for folder in (base.folder for base in self._bases(self._definitions.path)):
            for other in sorted(self._scripts(os.path.dirname(_joined(folder, name)))):
                if is_slip(base, other):
                    return other
        return ""

    def _scripts(self, folder: str) -> frozenset[str]:
        """The names of the scripts of a folder: those on the disk, and those that the definition writes."""
        written = {os.path.basename(path) for path in self._written if os.path.dirname(path) == folder}
        return frozenset(name for name in self._tree.files.names(folder) | written if name.endswith((".py", ".sh")))

    def _may_make(self, name: str) -> bool:
        """Whether a file may be created, downloaded, copied or produced by a command of the definition."""
        folder = os.path.dirname(self._definitions.path)
        wanted = _joined(folder, name)
        for made in (*self._definitions.made, *(target for _, target in self._definitions.copies)):
            if made.startswith("!"):
                if command_makes(made[1:], name):
                    return True
            else:
                head = _joined(folder, made.partition("*")[0])
                if wanted == head or (wanted.startswith(head.rstrip(os.sep) + os.sep) and head != folder):
                    return True
        return False


def _joined(folder: str, name: str) -> str:
    return os.path.normpath(os.path.join(folder, name))


def _is_uploaded_beside(job: Job) -> bool:
    """Whether the SDK packs the script of a model from the disk, whatever the archive of the model holds."""
    isolated = job.setting("enable_network_isolation")
    return (
        job.class_name in uploading_models()
        and not job.open_settings
        and (isolated is None or (isolated.known == "literal" and isolated.text == "False"))
    )
