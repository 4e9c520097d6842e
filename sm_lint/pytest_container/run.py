"""What a run of a script did: how it ended, what it read and wrote, and where that differs from what the job gives."""

from __future__ import annotations

import posixpath
import signal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sm_lint.pytest_container.container import Container
    from sm_lint.pytest_container.start import Ended

_OWN_VARIABLES = ("SM_LINT_CONTAINER", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
MAX_TAIL = 15
"""Lines of standard error that a message shows."""
MAX_LINE = 1000
"""Characters of a line of the script's output that a message shows."""


def shortened(text: str) -> str:
    """A line of bounded length; its end, which has the line of the script, is kept."""
    return text if len(text) <= MAX_LINE else f"{text[: MAX_LINE - 101]}…{text[-100:]}"


class Access(NamedTuple):
    """A file or folder that the script touched.

    Attributes:
        mode: ``read``, ``write``, ``list`` (the names in a folder), ``make`` (a folder), ``probe``, ``delete``, or
            ``program`` for a path on the command line of another program.
        path: absolute container path.
        error: name of the error it ended in, such as ``ENOENT``; empty for success.
        at: line of the script that led to it, such as ``train.py:12``; empty if a library did it on its own.
    """

    mode: str
    path: str
    error: str = ""
    at: str = ""


class Problem(NamedTuple):
    """Something that the run did, or did not do, against what the job gives.

    Attributes:
        code: code of the rule of sm-lint that finds the same without running, or ``hang``, ``ended``, ``failed``, ``outside``.
        message: what it is.
    """

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.message}"


@dataclass(frozen=True)
class Run:
    """A run that has ended.

    Attributes:
        container: the container it ran in, as it is afterwards.
        script: the script.
        words: its name in the container, and its command line.
        ended: how the process ended.
        before, after: size of all files of the container by path, before and after.
    """

    container: Container
    script: Path
    words: tuple[str, ...]
    ended: Ended
    before: Mapping[str, int]
    after: Mapping[str, int]

    # -- how it ended -------------------------------------------------------------------------------------------------

    @property
    def status(self) -> int | None:
        """Exit status of the process; negative for the number of a signal; None if the time was over."""
        return self.ended.status

    @property
    def succeeded(self) -> bool:
        """Whether SageMaker would call the job completed."""
        return self.status == 0

    @property
    def timed_out(self) -> bool:
        """Whether it was ended because it took too long."""
        return self.status is None

    @property
    def stdout(self) -> str:
        """The end of what it printed, with container paths."""
        return self.ended.stdout

    @property
    def stderr(self) -> str:
        """The end of what it printed as errors, with container paths."""
        return self.ended.stderr

    @cached_property
    def exception(self) -> str:
        """The exception that ended it, such as ``KeyError: 'label' (prepare.py:12)``; empty if there was none."""
        for record in self.ended.records:
            if "exception" in record:
                at = f" ({record['at']})" if record["at"] else ""
                return f"{record['exception']}: {record['text']}{at}".replace(str(self.container.root), "")
        return ""

    @property
    def ended_abruptly(self) -> bool:
        """Whether the interpreter did not end by itself: `os._exit`, a signal, a crash of a library."""
        return self.status is not None and not any("end" in record for record in self.ended.records)

    @cached_property
    def mounts(self) -> bool:
        """Whether readers written in C found the container's files as well."""
        return any(record.get("mounts") == "" for record in self.ended.records)

    # -- what it did --------------------------------------------------------------------------------------------------

    @cached_property
    def accesses(self) -> tuple[Access, ...]:
        """Every distinct access, in order."""
        found = (
            Access(record["mode"], record["path"], record["error"], record.get("at", ""))
            for record in self.ended.records
            if "mode" in record
        )
        return tuple(dict.fromkeys(found))

    @property
    def reads(self) -> list[str]:
        """Container paths of the files that it read, sorted."""
        return sorted({access.path for access in self.accesses if access.mode == "read" and not access.error})

    @property
    def writes(self) -> list[str]:
        """Container paths of the files that it wrote, sorted."""
        return sorted({access.path for access in self.accesses if access.mode == "write" and not access.error})

    @cached_property
    def variables(self) -> Mapping[str, bool]:
        """The environment variables that its own code asked for, with whether they were set."""
        found = ((record["variable"], record["found"]) for record in self.ended.records if "variable" in record)
        return {name: there for name, there in found if not name.startswith(_OWN_VARIABLES)}

    @cached_property
    def connections(self) -> list[str]:
        """The machines that it tried to connect to."""
        return sorted({record["network"] for record in self.ended.records if "network" in record})

    def files(self, folder: str) -> list[str]:
        """The files below a container folder after the run, relative to it, sorted."""
        head = posixpath.normpath(folder) + "/"
        return sorted(path[len(head) :] for path in self.after if path.startswith(head))

    @cached_property
    def outputs(self) -> Mapping[str, list[str]]:
        """The files that are uploaded, by logical name of the output."""
        return {entry.name: self.files(entry.path) for entry in self.container.outputs}

    @cached_property
    def made(self) -> list[str]:
        """Container paths of the files that are new or have changed size, sorted."""
        return sorted(path for path, size in self.after.items() if self.before.get(path) != size)

    # -- what is wrong ------------------------------------------------------------------------------------------------

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that differs from what the job gives and expects, the causes before their consequences."""
        from sm_lint.pytest_container.judge import judged

        return tuple(judged(self))

    def check(self, *, may_fail: bool = False, ignore: Iterable[str] = ()) -> None:
        """Fail the test if the run has problems.

        Args:
            may_fail: the script may refuse to work, with an exit status other than 0; it must still end by itself, and
                touch nothing else.
            ignore: codes of problems that do not count.

        Raises:
            AssertionError: there are problems; the text lists them.
        """
        left = {*ignore, *({"failed"} if may_fail else ())}
        found = [problem for problem in self.problems if problem.code not in left]
        if found:
            raise AssertionError(self.report(found))

    def report(self, problems: Sequence[Problem] | None = None) -> str:
        """What happened, as text: the command, how it ended, the problems, and the end of standard error."""
        shown = self.problems if problems is None else problems
        lines = [f"python {' '.join(self.words)}", f"  {self.outcome}"]
        lines += [f"  {problem}" for problem in shown]
        if self.status != 0 and self.stderr.strip():
            lines += [
                "  standard error ends with:",
                *(f"    {shortened(line)}" for line in self.stderr.splitlines()[-MAX_TAIL:]),
            ]
        return "\n".join(lines)

    @property
    def outcome(self) -> str:
        """How it ended, as a sentence without a full stop."""
        if self.status is None:
            return f"did not end within {self.container.timeout:g} seconds"
        if self.status < 0:
            return f"was ended by {_signal(-self.status)} after {self.ended.seconds:.1f} seconds"
        how = ", without the end of the interpreter (`os._exit`)" if self.ended_abruptly else ""
        return f"ended with status {self.status} after {self.ended.seconds:.1f} seconds{how}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
