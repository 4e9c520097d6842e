"""SMJ519: a job whose script does not exist."""

from __future__ import annotations

import os
import re

from sm_lint.rules import FileView, Job, JobRule, Script, did_you_mean
from sm_lint.rules.jobs import A_FOLDER, absent, class_named, find, literal, may_be_made, written_by_notebook
from sm_lint.rules.source import text_at

MAX_SHOWN = 200
_DRIVE = re.compile(r"[A-Za-z]:")


class MissingScript(JobRule):
    """The script that a job launches does not exist, or is empty.

    ## What it does

    Looks for the script relative to the definition, to each directory above it up to the root of the project, to the `src`
    roots, and in `source_dir`. Names that are not known whole, S3 URIs and code from git are not judged, nor are scripts in
    the archive of a request. A model without a `source_dir` may bring its script in its archive: it is judged where the class
    uploads the script from the disk all the same (`SKLearnModel`, `XGBoostModel`), or where the folder has a script whose name
    differs by one letter.

    A script may be there by the time the definition runs: one that the definition or a notebook cell writes, that a shell
    command clones, copies or unpacks, also in another notebook of the folder. A module may be run from anywhere where it
    lies deep in a package and names nothing in a folder that it lies in itself, or where what it names, such as
    `scripts/train.py`, is below another folder of the project. All of these are silent, unless a script in its place differs by
    one letter, and the name is written nowhere else in the definition.

    ## Why is this bad?

    The SDK looks for the file when the job is defined or started: `ValueError: code preprocess.py wasn't found`,
    `No file named "train.py" was found in directory "code"`. An empty script runs, does nothing, and the job is Completed.
    An empty script of a model is silent: the serving containers have handlers of their own. So is an empty script that a cell
    of a notebook writes, where the notebook lies in the folder of the script, in the one above it or in one beside it.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(code="scripts/preprocess.py")
    ```

    ```python title="scripts/prepare.py"
    print("prepared")
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(code="scripts/prepare.py")
    ```

    ```python title="scripts/prepare.py"
    print("prepared")
    ```

    ## References

    - `code` in the [processing API of the SDK](https://sagemaker.readthedocs.io/en/v2/api/training/processing.html)
    """

    code = "SMJ519"
    name = "missing-script"

    def check_job(self, job: Job) -> None:
        """Look at the script of a job; a name that several jobs share is reported once."""
        script = job.script
        if script is None or script.remote or script.cell or "*" in script.written:
            return
        if job.dialect not in ("v2", "v3"):
            return
        if _is_of_run_args(job):
            return
        if script.meant:
            self.report(
                script.place,
                f"the script `{_shown(script)}` does not exist{did_you_mean(script.meant, '; ')}",
                once=script.place,
            )
        elif script.missing:
            if not os.path.isabs(script.written) and _may_run_from_anywhere(self.context.files, job, script):
                return
            if may_be_made(self.context.text, _names(job, script)):
                return
            if _is_run_from_above(self.context.files, job, script, self.context.settings.root):
                return
            if _DRIVE.match(script.written) and "file://" in (text_at(script.place, self.context) or ""):
                self.report(
                    script.place,
                    f"`file://{_shown(script)}` is no valid URI: a drive comes after a third slash, and slashes separate folders; "
                    "give a path relative to the definition",
                    once=script.place,
                )
                return
            how = f" ({script.found})" if script.found else ""
            wrong = "is a folder: name a file in it" if script.found == A_FOLDER else f"does not exist{how}"
            self.report(script.place, f"the script `{_shown(script)}` {wrong}", once=script.place)
        elif job.kind != "inference" and _is_empty(self.context.files, script):
            self.report(
                script.place, f"the script `{_shown(script)}` is empty: the job would do nothing", once=script.place
            )


def _may_run_from_anywhere(files: FileView, job: Job, script: Script) -> bool:
    """Whether the directory that the definition is run from is unknown; a folder that contains both it and the name is that one."""
    definition = script.place.path
    source = literal(find(job, "source directory")) or ""
    if os.path.isabs(source) or not _is_deep_in_a_package(files, definition):
        return False
    name = os.path.normpath(os.path.join(source, script.written))
    first, below, _ = name.partition(os.sep)
    folder = os.path.dirname(definition)
    while below and first != os.pardir and os.path.dirname(folder) != folder:
        base = os.path.dirname(folder)
        if os.path.basename(folder) == first and files.is_folder(os.path.join(base, os.path.dirname(name))):
            return False
        folder = base
    return True


def _is_run_from_above(files: FileView, job: Job, script: Script, root: str | None) -> bool:
    """Whether the name begins with what the project's own folder is called, or was, so that the definition is run from above it."""
    source = literal(find(job, "source directory")) or ""
    name = os.path.normpath(os.path.join(source, script.written))
    first, _, rest = name.partition(os.sep)
    if (
        root is None
        or not rest
        or os.path.isabs(name)
        or first == os.pardir
        or files.is_folder(os.path.join(root, first))
    ):
        return False
    own = first == os.path.basename(root) or os.sep in rest
    return own and files.is_file(os.path.join(root, rest))


def _is_deep_in_a_package(files: FileView, definition: str) -> bool:
    """Whether the definition belongs to a library, so that the directory it is run from is not known."""
    packages = 0
    folder = os.path.dirname(definition)
    for _ in range(8):
        packages += files.is_file(os.path.join(folder, "__init__.py"))
        folder = os.path.dirname(folder)
    return packages > 1


def _is_of_run_args(job: Job) -> bool:
    """May the name come out of `get_run_args`, which knows the source directory? A step has no other use for this class."""
    if job.dialect != "v2" or job.api != "ProcessingStep" or not absent(find(job, "source directory")):
        return False
    described = class_named(job.class_name, "v2")
    return described is not None and described.family.name == "framework-processor"


def _shown(script: Script) -> str:
    """Its name as it is written; a path that was derived from the definition's own is relative to that one."""
    if not os.path.isabs(script.written):
        name = script.written
        return name if len(name) <= MAX_SHOWN else f"{name[: MAX_SHOWN // 2]}…{name[-MAX_SHOWN // 2 :]}"
    return os.path.relpath(script.written, os.path.dirname(script.place.path))


def _names(job: Job, script: Script) -> list[str]:
    """What a command that makes the script may speak of: the script, its folder, the first folder on the way there."""
    folder = literal(find(job, "source directory")) or ""
    path = [part for part in f"{folder}/{script.written}".split("/") if part not in ("", ".", "..")]
    return list(dict.fromkeys([*path[-2:], *path[:1]]))


def _is_empty(files: FileView, script: Script) -> bool:
    """Whether the script is blank on the disk, and no notebook near it gives it its content."""
    if script.path is None or script.cell or not files.is_blank(script.path):
        return False
    return not written_by_notebook(files, script.path)
