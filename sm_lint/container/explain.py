"""What a container path is: which kinds of job have it, who fills it, what becomes of it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from sm_lint.sagemaker.environment import platform_variables
from sm_lint.sagemaker.file_system import Place, file_system, place_of
from sm_lint.sagemaker.job_kinds import JOB_KINDS
from sm_lint.sagemaker.paths import (
    channel_of,
    host_of,
    is_container_path,
    is_under,
    mistaken_place,
    places,
    platform_place,
    root,
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A container path in one kind of job.

    Attributes:
        job: kind of job.
        place: the place that holds the path; empty for none.
        meaning: what it is for.
        start: what is there when the script starts.
        needs: what the job must have for it.
        upload: when it is uploaded: ``never``, ``end`` or ``during``.
        becomes: what is made of it.
        variables: environment variables with the path, or one above it, as ``NAME = PATH``.
        meant: another path that is probably meant; empty for none.
        sources: where the facts come from.
    """

    job: str
    place: str = ""
    meaning: str = ""
    start: str = ""
    needs: str = ""
    upload: str = "never"
    becomes: str = ""
    variables: tuple[str, ...] = ()
    meant: str = ""
    sources: tuple[str, ...] = ()


def explained(path: str, job: str | None = None) -> list[Explained]:
    """What a path is in each kind of job, or in one; kinds that know nothing of it are left out.

    Args:
        path: absolute container path; it is normalized.
        job: kind of job.
    """
    path = posixpath.normpath(path)
    found = [_in_job(path, kind) for kind in JOB_KINDS if job in (None, kind)]
    return [entry for entry in found if entry is not None]


def _in_job(path: str, job: str) -> Explained | None:
    mistake = mistaken_place(path, job)
    if mistake is not None:
        meant = mistake.meant + path[len(mistake.path) :]
        return Explained(job, meaning="a place that nothing fills or collects", meant=meant)
    facts = platform_place(path, job)
    life = place_of(path, job)
    if life is None and facts is None:
        if job == "processing" and is_under(path, root("processing")):
            return _of_processing()
        return _below(path, job)
    # A directory that only holds others says nothing of what is below it.
    deeper = life is not None and (facts is None or life.path.count("/") >= facts.path.count("/"))
    return Explained(
        job,
        place=life.path if life is not None and deeper else facts.path if facts is not None else "",
        meaning=facts.meaning if facts is not None else "",
        start=life.start if life is not None else "",
        needs=life.needs if life is not None else "",
        upload=life.upload if life is not None else "never",
        becomes=life.becomes if life is not None else "",
        variables=_variables(path, job),
        sources=tuple(dict.fromkeys(entry.source for entry in (life, facts) if entry is not None)),
    )


def _below(path: str, job: str) -> Explained | None:
    """A path in a directory of SageMaker that collects nothing but a few places in it."""
    above = [place for place in places(job) if place.covers == "directory" and is_under(path, place.path)]
    deepest = next((place for place in above if place.path != root("reserved")), None)
    if deepest is None:
        return None
    known = [place.path for place in file_system() if job in place.jobs and is_under(place.path, deepest.path)]
    return Explained(
        job,
        place=deepest.path,
        meaning=f"nothing: there it is only {', '.join(known)} that SageMaker fills or collects",
        variables=_variables(path, job),
        sources=(deepest.source,),
    )


def _of_processing() -> Explained:
    """A path that belongs to an input or an output if the job has one there."""
    known = {place.path: place for place in file_system() if "processing" in place.jobs}
    given, made = known["{input}"], known["{output}"]
    return Explained(
        "processing",
        meaning="an input or an output, if the job has one there; otherwise nothing fills or collects it",
        start=f"of an input: {given.start}; of an output: {made.start}",
        upload="end",
        becomes=f"of an output: {made.becomes}",
        sources=(given.source, made.source),
    )


def _variables(path: str, job: str) -> tuple[str, ...]:
    found = [
        f"{entry.name} = {entry.path}"
        for entry in platform_variables()
        if job in entry.jobs and entry.path is not None and is_under(path, entry.path) and entry.path != "/opt/ml"
    ]
    channel = channel_of(path) if job == "training" else None
    if channel is not None:
        found.append(f"SM_CHANNEL_{channel.upper()} = {root('channels')}/{channel}")
    deepest = max((text.partition(" = ")[2].count("/") for text in found), default=0)
    return tuple(dict.fromkeys(text for text in found if text.partition(" = ")[2].count("/") == deepest))


def elsewhere(path: str) -> str:
    """What to say of a path that no kind of job knows."""
    host = host_of(path)
    if host is not None:
        return f"a path of {host}; no container has it"
    if is_under(path, "/tmp"):
        return "scratch space of the container: it is empty at the start, and lost when the job ends"
    if is_container_path(path):
        return "no kind of job has this place: nothing fills it, and nothing is uploaded from it"
    return "a path of the image: what is written there is lost when the job ends"


WHEN = {
    "never": "never",
    "end": "when the script has ended",
    "during": "while the script runs",
}


def lines(path: str, entries: list[Explained]) -> list[str]:
    """The explanation as lines of text."""
    if not entries:
        return [path, f"  {elsewhere(path)}"]
    found = [path]
    for entry in entries:
        found.append(f"  in {'an' if entry.job[0] in 'aeiou' else 'a'} {entry.job} job")
        rows = [
            ("place", entry.place if entry.place and entry.place != path else ""),
            ("for", entry.meaning),
            ("only with", entry.needs),
            ("at the start", entry.start or ("" if entry.meant else "nothing: the script makes it")),
            ("uploaded", "" if entry.meant else WHEN[entry.upload]),
            ("becomes", entry.becomes),
            ("variables", ", ".join(entry.variables)),
            ("probably meant", entry.meant),
            ("source", "; ".join(entry.sources)),
        ]
        found += [f"    {name:<15}{text}" for name, text in rows if text]
    return found


def record(entry: Explained) -> dict[str, Any]:
    """The explanation as a JSON object."""
    return {name: getattr(entry, name) for name in Explained.__slots__}


def markdown() -> str:
    """The page of the documentation: every place, by kind of job."""
    parts = [_LEAD]
    for kind in JOB_KINDS:
        parts.append(f"## {kind.capitalize()} jobs\n")
        parts.append("| place | at the start | uploaded | becomes | only with |\n|---|---|---|---|---|")
        parts += [_row(place) for place in file_system() if kind in place.jobs]
        names = [entry for entry in platform_variables() if kind in entry.jobs and entry.path is not None]
        if names:
            parts.append("\n| variable | path | set by |\n|---|---|---|")
            rows = dict.fromkeys(
                f"| `{entry.name}` | `{entry.path}` | {_setter(entry.setter, entry.sdk)} |" for entry in names
            )
            parts += rows
        parts.append("")
    return "\n".join(parts)


def _row(place: Place) -> str:
    cells = (f"`{place.path}`", place.start or "nothing", WHEN[place.upload], place.becomes, place.needs)
    return f"| {' | '.join(cells)} |"


def _setter(setter: str, sdk: str | None) -> str:
    name = {"training-toolkit": "the training toolkit", "image": "some images", "platform": "SageMaker"}.get(
        setter, setter
    )
    return f"{name}, SDK {sdk} only" if sdk is not None else name


_LEAD = """# Container file system

What SageMaker makes in a container before the script starts, and what it uploads from there. `{input}`, `{output}` and
`{channel}` stand for those that the job has. `sm-lint paths explain PATH` says the same of one path, and
`sm-lint simulate` shows the containers of your own jobs.

What is written anywhere else is lost when the job ends: `/tmp`, the working directory, and everything of the image.
"""
