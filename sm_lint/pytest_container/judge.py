"""Compares what a run did with what the job gives to the script and expects of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from sm_lint.patterns import regex
from sm_lint.pytest_container import given
from sm_lint.pytest_container.container import Container
from sm_lint.pytest_container.run import Access, Problem, Run, shortened
from sm_lint.sagemaker.environment import is_platform_variable
from sm_lint.sagemaker.paths import channel_of, is_container_path, is_under, platform_place
from sm_lint.workspace import disk

_SCRATCH = ("/tmp", "/var/tmp", given.HOME)
_UNKNOWN = regex(r"unrecognized arguments?: (.+)|[Nn]o such option:? (.+)")
_MISSING = regex(r"the following arguments are required: (.+)|Missing (?:option|argument) (.+?)\.?$", re.MULTILINE)
_USAGE = 2  # exit status of argparse and click for a command line that they do not accept


def judged(run: Run) -> Iterator[Problem]:
    """The problems of a run, the causes before their consequences."""
    yield from _command_line(run)
    yield from _variables(run)
    yield from _reads(run)
    yield from _writes(run)
    yield from _outside(run)
    yield from _ending(run)
    if run.succeeded:
        yield from _left_undone(run)


# -- how it ended -----------------------------------------------------------------------------------------------------


def _ending(run: Run) -> Iterator[Problem]:
    if run.timed_out:
        at = _where(run)
        yield Problem("hang", f"the script {run.outcome}{f'; it was at {at}' if at else ''}")
    elif (run.status or 0) < 0 or run.ended_abruptly:
        yield Problem("ended", f"the script {run.outcome}")
    elif run.status:
        why = run.exception or next((line for line in reversed(run.stderr.splitlines()) if line.strip()), "")
        yield Problem("failed", f"the script {run.outcome}{f': {shortened(why.strip())}' if why else ''}")


def _where(run: Run) -> str:
    """The innermost line of the script's code when the time was nearly over."""
    code = re.escape(given.CODE[run.container.job] + "/")
    found = re.search(rf'File "{code}([^"]+)", line (\d+)', run.ended.stacks)
    return f"{found[1]}:{found[2]}" if found is not None else ""


# -- command line and environment -----------------------------------------------------------------------------------


def _command_line(run: Run) -> Iterator[Problem]:
    if run.status != _USAGE:
        return
    unknown, missing = _UNKNOWN.search(run.stderr), _MISSING.search(run.stderr)
    if unknown is not None:
        yield Problem("SMC008", f"the script does not accept what the job passes: {unknown[1] or unknown[2]}")
    if missing is not None:
        yield Problem("SMC009", f"the script needs arguments that the job does not pass: {missing[1] or missing[2]}")


def _variables(run: Run) -> Iterator[Problem]:
    known = run.container.variables
    for name, found in run.variables.items():
        if found or any(fnmatchcase(name, pattern) for pattern in (*known, *run.container.environment)):
            continue
        if not is_platform_variable(name, run.container.job):
            yield Problem("SMC007", f"the script reads the environment variable {name}, which nothing sets")


# -- files ------------------------------------------------------------------------------------------------------------


def _reads(run: Run) -> Iterator[Problem]:
    container, job = run.container, run.container.job
    own: list[str] = []
    reported: set[str] = set()
    for access in run.accesses:
        path = access.path
        if access.mode in ("write", "make") and not access.error:
            own.append(path)
        if access.mode not in ("read", "list") or not is_container_path(path) or path in reported:
            continue
        if access.error in ("EACCES", "EISDIR") and any(is_under(path, entry.path) for entry in container.outputs):
            continue
        if _is_given(path, container) or any(is_under(path, made) for made in own):
            continue
        reported.add(path)
        channel = channel_of(path) if job == "training" else None
        if channel is not None:
            yield Problem("SMC010", f"the script reads {path}{_at(access)}, and the job has no channel {channel}")
        else:
            yield Problem("SMC001", f"the script reads {path}{_at(access)}, which no input provides")


def _is_given(path: str, container: Container) -> bool:
    mounted = [*(entry.path for entry in container.inputs), *(entry.path for entry in container.outputs)]
    mounted += [given.CODE[container.job], *container.allowed]
    if any(is_under(path, entry) or is_under(entry, path) for entry in mounted):
        return True
    return platform_place(path, container.job) is not None


def _writes(run: Run) -> Iterator[Problem]:
    container = run.container
    for access in run.accesses:
        if access.mode != "write" or not is_container_path(access.path):
            continue
        output = next((entry for entry in container.outputs if entry.path == access.path), None)
        if output is not None and access.error == "EISDIR":
            yield Problem(
                "SMC002",
                f"the script writes a file {access.path}{_at(access)}, where SageMaker has made a directory for"
                f" the output {output.name}: [Errno 21] Is a directory",
            )
    for path in run.made:
        if not is_container_path(path) or _is_kept(path, container):
            continue
        if not any(access.mode in ("read", "program") and access.path == path for access in run.accesses):
            yield Problem("SMC004", f"the script writes {path}{_line(run, path)}, which is in no output: it is lost")


def _is_kept(path: str, container: Container) -> bool:
    """Whether a file that is left there is collected, or is in a place where the script may leave files."""
    kept = [*(entry.path for entry in container.outputs), *(entry.path for entry in container.inputs)]
    kept += [given.CODE[container.job], *container.allowed]
    if any(is_under(path, entry) for entry in kept):
        return True
    return platform_place(path, container.job, "write") is not None


def _outside(run: Run) -> Iterator[Problem]:
    container = run.container
    # What the script makes and reads again is no result of its own; neither is what the same line unpacks beside it.
    used = {access.path for access in run.accesses if access.mode in ("read", "program") and not access.error}
    used = {path for path in used if path in run.made and not disk.has_entry(path)}  # no file of this machine
    unpacked = {access.at for access in run.accesses if access.mode == "write" and access.path in used and access.at}
    for access in run.accesses:
        path = access.path
        if is_container_path(path) or any(is_under(path, entry) for entry in (*_SCRATCH, *container.allowed)):
            continue
        if access.mode == "write" and (path in used or access.at in unpacked):
            continue
        if access.mode == "write" and path in run.made and not access.error:
            yield Problem(
                "outside", f"the script writes {path}{_at(access)}, outside of /opt/ml: it is lost when the job ends"
            )
        elif access.mode in ("read", "list") and access.at and not access.error and path not in run.after:
            yield Problem("outside", f"the script reads {path}{_at(access)}, a file of this machine")


def _left_undone(run: Run) -> Iterator[Problem]:
    """What a script that ends well has not done."""
    container = run.container
    touched = [access.path for access in run.accesses if access.mode in ("read", "list", "program")]
    for entry in container.inputs:
        if entry.required and not any(is_under(path, entry.path) for path in touched):
            yield Problem("SMC005", f"the script does not read its input {entry.name} ({entry.path})")
    for output in container.outputs:
        there = run.files(output.path)
        if output.required and not there:
            yield Problem("SMC006", f"the script writes nothing to its output {output.name} ({output.path})")
            continue
        for name in output.files:
            if name not in there:
                yield Problem("SMC006", f"the script does not write {name} to its output {output.name} ({output.path})")
    for name, required in container.variables.items():
        if required and not any(fnmatchcase(read, name) for read in run.variables):
            yield Problem(
                "SMC003", f"the script never reads the environment variable {name}, which its contract requires"
            )


def _at(access: Access) -> str:
    return f" ({access.at})" if access.at else ""


def _line(run: Run, path: str) -> str:
    at = next((access.at for access in run.accesses if access.mode == "write" and access.path == path), "")
    return f" ({at})" if at else ""
