"""Finds scripts that a job launches indirectly: through a shell script or a command line.

Such a script is linked to the job with the job's mounts, and with the arguments and variables that the shell passes.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sm_lint.contracts.model import Argument, Contract, Variable
from sm_lint.flow.models.shell_lines import HOLE
from sm_lint.jobs.definition.contract import is_option, list_arguments
from sm_lint.jobs.definition.model import Definitions, Job, Known, Script, Setting
from sm_lint.jobs.resolve.shell_script import read_launcher
from sm_lint.jobs.resolve.started_programs import ARGUMENTS, Launcher, OtherScript, Started
from sm_lint.sagemaker.environment import channel_variable, environment_path
from sm_lint.sagemaker.paths import root
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView

CODE = "/opt/ml/code"
SAME = 0.9
"""Share of its lines that a file has in common with what a cell writes, to be a former state of it."""
MAX_COMPARED = 3000
"""Lines of a script that is compared so."""
_CODE_FOLDERS = (
    CODE,
    "/opt/ml/input/data/code",
    "/opt/ml/processing/input/code",
    "/opt/ml/processing/input/entrypoint",
)
"""The folder into which the SDK puts the source directory of a job, by version and kind."""
_PATHS = ("SM_MODEL_DIR", "SM_OUTPUT_DATA_DIR", "SM_OUTPUT_DIR", "SM_INPUT_DIR", "SM_INPUT_CONFIG_DIR")


@dataclass(frozen=True, slots=True)
class Ground:
    """The origin of the files of a container.

    Attributes:
        files: the files of the run.
        source: absolute folder that is shipped to the job.
        written: text of the files that the definition writes, by absolute path.
        copied: returns the local file for a path of the image; None if there is none.
        home: folder of the code in the container.
    """

    files: FileView
    source: str | None
    written: dict[str, str]
    copied: Callable[[str], str | None] = lambda path: None
    home: str = CODE

    def find(self, name: str, folder: str | None) -> str | None:
        """The local file for a name used by a program with this working directory in the container; None if missing."""
        name = name.rpartition(f"{HOLE}/")[2]
        if HOLE in name or not name:
            return None
        inside = posixpath.normpath(posixpath.join(folder or self.home, name))
        for path in self._candidates(inside, name):
            if path in self.written or self.files.is_file(path):
                return path
        return None

    def module(self, name: str, folder: str | None) -> str | None:
        """The file of a module run by `python -m`."""
        if HOLE in name:
            return None
        path = name.replace(".", "/")
        return self.find(f"{path}.py", folder) or self.find(f"{path}/__main__.py", folder)

    def text(self, path: str) -> str | None:
        """The content of a file."""
        return self.written[path] if path in self.written else self.files.text(path)

    def open_script(self, name: str, folder: str | None) -> OtherScript | None:
        """A shell script that another one runs."""
        path = self.find(name, folder)
        text = self.text(path) if path is not None else None
        if path is None or text is None or not is_shell(path, text):
            return None
        return OtherScript(path, posixpath.dirname(posixpath.normpath(posixpath.join(folder or self.home, name))), text)

    def _candidates(self, inside: str, name: str) -> Iterator[str]:
        copied = self.copied(inside)
        if copied is not None:
            yield copied
        if self.source is None:
            return
        for folder in _CODE_FOLDERS:
            if inside.startswith(f"{folder}/"):
                yield os.path.normpath(os.path.join(self.source, inside[len(folder) + 1 :]))
        if not name.startswith("/"):
            yield os.path.normpath(os.path.join(self.source, name))


def is_shell(path: str, text: str) -> bool:
    """Whether a file is a shell script, by its suffix or its first line."""
    if path.endswith((".sh", ".bash")):
        return True
    first = text[:100].partition("\n")[0]
    return first.startswith("#!") and first.rstrip().endswith("sh")


def ground_of(source: str, definitions: Definitions, files: FileView) -> Ground:
    """The origin of the files of a container that a folder is shipped to, with the scripts that the definition writes."""
    return Ground(files, source, _written(definitions, files))


def launched_through(job: Job, definitions: Definitions, files: FileView) -> Iterator[Job]:
    """The Python scripts that the shell script or command of a job runs, each as a separate job.

    A command gives its script all arguments: the SDK adds no hyperparameters.

    Args:
        job: with the file of its script.
        definitions: the definitions that contain the job.
        files: the files of the run.
    """
    code = job.setting("source_code")
    command = code.get("command") if code is not None else None
    script = job.script
    if script is None or script.path is None:
        return
    ground = ground_of(script.source_dir or os.path.dirname(script.path), definitions, files)
    if command is not None and command.text:
        text = command.text.replace("*", HOLE)
        found = read_launcher(text, CODE, opener=ground.open_script, variables=_variables(job), arguments=())
        yield from tied(job, found, ground, command.place)
    elif script.path.endswith(".sh"):
        whole = ground.text(script.path)
        if whole is None:
            return
        below = os.path.relpath(os.path.dirname(script.path), ground.source or os.sep)
        home = posixpath.normpath(posixpath.join(CODE, below.replace(os.sep, "/")))
        found = read_launcher(
            whole, home, source=script.path, folder=CODE, opener=ground.open_script, variables=_variables(job)
        )
        yield from tied(job, found, ground, script.place)


def as_file(job: Job, definitions: Definitions, files: FileView) -> Iterator[Job]:
    """The job of a script that the definition writes, for the file on the disk where that has the same text, or nearly so."""
    script = job.script
    if script is None or script.path is None or not script.cell or not files.is_file(script.path):
        return
    written, there = _written(definitions, files).get(script.path), files.text(script.path)
    if written is not None and there is not None and _is_copy(written, there):
        yield replace(job, script=replace(script, cell=False))


def _is_copy(written: str, there: str) -> bool:
    """Whether a file is a former state of what a cell writes: nine lines of ten are the same."""
    if written.split() == there.split():
        return True
    first, second = ([line.strip() for line in text.splitlines() if line.strip()] for text in (written, there))
    if not first or not second or max(len(first), len(second)) > MAX_COMPARED:
        return False
    import difflib  # few projects have such a copy

    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= SAME and matcher.ratio() >= SAME


def tied(job: Job, found: Launcher, ground: Ground, place: Place, own: Contract | None = None) -> Iterator[Job]:
    """A job for each Python script that is started.

    Args:
        job: the launching job.
        found: the started programs.
        ground: the origin of the files.
        place: the place of the command, if it is not in a file.
        own: contract of the job whose arguments are those of the shell script; defaults to that of `job`.
    """
    paths = {
        index: path
        for index, program in enumerate(found.programs)
        if (path := (ground.module if program.module else ground.find)(program.name, program.folder)) is not None
        and (path.endswith(".py") or _is_python(ground, path))
    }
    delegates = found.does_more or len(found.programs) > 1
    for index, path in paths.items():
        program = found.programs[index]
        at = Place(program.source, Span(program.line, 1, program.line, 1)) if program.source else place
        shown = os.path.basename(program.source)
        script = Script(
            program.name.replace(HOLE, "*"),
            at,
            path,
            cell=path in ground.written,
            found=f"run by `{shown}`" if shown else "run by a command",
            source_dir=ground.source,
            ships_siblings=True,
            words=any(word != ARGUMENTS and not is_option(word) for word in program.arguments),
        )
        contract = _contract(own or job.contract, program, at, delegates, found.open_environment)
        yield replace(job, script=script, contract=contract)


def _is_python(ground: Ground, path: str) -> bool:
    """Whether a file without a suffix has a Python shebang."""
    if "." in os.path.basename(path):
        return False
    return "python" in (ground.text(path) or "")[:100].partition("\n")[0]


def _contract(own: Contract, program: Started, at: Place, delegates: bool, open_environment: bool) -> Contract:
    passed, unsure = _arguments(own, program, at)
    known = {variable.name for variable in own.environment}
    added = tuple(
        Variable(name, at, required=False, value=value) for name, value in program.environment if name not in known
    )
    return replace(
        own,
        arguments=passed,
        open_arguments=unsure,
        environment=(*own.environment, *added),
        open_environment=own.open_environment or open_environment,
        delegates=own.delegates or delegates,
    )


def _arguments(own: Contract, program: Started, at: Place) -> tuple[tuple[Argument, ...], bool]:
    """The arguments of a program, and whether there may be more; ``"$@"`` passes on those of the job."""
    unsure = False
    words: list[Setting] = []
    passed: tuple[Argument, ...] = ()
    for word in program.arguments:
        if word == ARGUMENTS:
            passed, unsure = own.arguments, unsure or own.open_arguments
        elif ARGUMENTS in word:
            unsure = True
        elif word == HOLE:
            words.append(Setting(at, None, "str"))
        elif word.startswith((">", "<")):
            break
        else:
            known: Known = "computed" if HOLE in word else "literal"
            words.append(Setting(at, word.replace(HOLE, "*"), "str", known))
    listed, more = list_arguments(Setting(at, None, "list", "literal", "", tuple(words)))
    found = {argument.name: argument for argument in (*listed, *passed)}
    # An unknown word may be an option, or several words.
    return tuple(found.values()), unsure or more or any(word == HOLE for word in program.arguments)


def _variables(job: Job) -> tuple[tuple[str, str], ...]:
    """The container's variables with known values."""
    kind = job.kind
    paths = [(name, path) for name in _PATHS if kind and (path := environment_path(name, kind)) is not None]
    given = [(variable.name, variable.value) for variable in job.contract.environment if variable.value is not None]
    names = [entry.name for entry in job.contract.inputs] if kind == "training" else []
    channels = [(channel_variable(name), f"{root('channels')}/{name}") for name in names]
    return (*paths, *channels, *given)


def _written(definitions: Definitions, files: FileView) -> dict[str, str]:
    """The text of the scripts that a definition, or the cells of a notebook, write."""
    found = {script.path: script.text for script in definitions.scripts}
    if is_notebook(definitions.path) and definitions.names:
        from sm_lint.files.notebook import read_notebook

        data = files.content(definitions.path)
        try:
            cells = read_notebook(definitions.path, data).writefiles if data is not None else ()
        except SourceProblem:
            cells = ()
        texts = {cell.name: cell.text for cell in cells}
        found.update((path, texts[name]) for name, path in definitions.names if name in texts)
    return found
