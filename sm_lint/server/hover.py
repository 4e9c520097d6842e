"""The text of a hover: what a thing resolves to, where its pieces come from, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Variable
from sm_lint.flow.facts import (
    ArgumentFact,
    EnvRead,
    Fact,
    Handler,
    ImportFact,
    LogicalName,
    Origin,
    PathAccess,
    PathPassed,
)
from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.sagemaker.paths import channel_of, is_container_path, is_lost, platform_place
from sm_lint.server.landmarks import Declared, Landmark, Mounted, Named, Seen, place_of, values_of
from sm_lint.server.markdown import code, link, plain
from sm_lint.server.relations import Relatives, Subject, owners, relatives, statements, subject_of, uses
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import START, Place

_DONE = {"read": "read", "write": "written", "probe": "tested for", "delete": "deleted"}
MOST_LINES = 8


def hover(snapshot: Snapshot, folder: str, path: str, found: Iterable[Landmark]) -> str:
    """Markdown about the smallest of the things at one position; empty if there are none.

    Args:
        snapshot: the project.
        folder: folder against which paths are shown.
        path: absolute path of the document.
        found: the things, the smallest first.
    """
    chosen = list(found)
    if not chosen:
        return ""
    smallest = chosen[0].place
    parts = ["\n\n".join(_Hover(snapshot, folder, path).about(each)) for each in chosen if each.place == smallest]
    return "\n\n---\n\n".join(dict.fromkeys(filter(None, parts[:MOST_LINES])))


class _Hover:
    def __init__(self, snapshot: Snapshot, folder: str, path: str) -> None:
        self._snapshot = snapshot
        self._folder = folder
        self._path = path

    def about(self, landmark: Landmark) -> Iterator[str]:
        """The paragraphs about one thing."""
        thing = landmark.thing
        kin = relatives(self._snapshot, self._path, thing)
        match thing:
            case Seen(_, fact):
                yield from self._fact(thing, fact, kin)
            case Declared(contract, entry):
                yield from self._entry(contract, entry, kin)
            case Mounted(job, mount):
                yield f"**{mount.direction}** of {self._job(job)}"
                yield from self._lines(self._mount(mount))
                if mount.local is not None and mount.local.text is not None:
                    yield from self._users(Subject("path", mount.local.text), kin)
            case Named(job, script):
                where = self._file(script.path) if script.path is not None else f"not found: {plain(script.found)}"
                yield f"**script** of {self._job(job)}: {where}"
            case Job():
                yield from self._job_tree(thing)
            case Contract():
                yield f"**contract** {code(thing.id)}" + (f": {plain(thing.description)}" if thing.description else "")
                yield from self._lines(f"governs {self._file(script)}" for script in kin.scripts)

    # -- facts ------------------------------------------------------------------------------------------------------

    def _fact(self, seen: Seen, fact: Fact, kin: Relatives) -> Iterator[str]:
        match fact:
            case PathAccess():
                certain = "" if fact.certain else " in some runs" if fact.exact else ", as far as it is known"
                yield f"{code(fact.path)} is {_DONE[fact.mode]} by {code(fact.via)}{certain}"
                yield from self._origins(seen, fact.origin)
                yield from self._container_path(seen, fact.path, fact.mode, kin)
            case PathPassed():
                yield f"{code(fact.path)} is passed to {code(fact.via)}"
                yield from self._origins(seen, fact.origin)
                yield from self._container_path(seen, fact.path, None, kin)
            case EnvRead():
                need = "required" if fact.required else f"default {code(fact.default)}" if fact.default else "optional"
                yield f"environment variable {code(fact.name)}, {need}"
                yield from self._stated(Subject("variable", fact.name), kin)
            case ArgumentFact():
                kind = f", type {code(fact.type)}" if fact.type else ""
                need = "required" if fact.required else f"default {code(fact.default)}" if fact.default else "optional"
                yield f"argument {code(' '.join(fact.flags) or fact.dest)}{kind}, {need}"
                yield from self._stated(subject_of(seen) or Subject("argument", fact.dest), kin)
            case ImportFact():
                yield f"module {code(fact.module)}" + (f" from {code(fact.resolved)}" if fact.resolved else "")
            case LogicalName():
                yield f"logical name {code(fact.key)} of {code(fact.mapping)}"
                yield from self._stated(Subject("path", fact.key), kin)
            case Handler():
                yield f"SageMaker's serving container calls {code(fact.name)}"

    def _origins(self, seen: Seen, origin: Iterable[Origin]) -> Iterator[str]:
        steps = list(origin)
        if len(steps) > 1:
            yield from self._lines(
                f"{code(step.text if step.text.strip() else step.module.source(step.node) or '…')} from {self._link(place_of(seen.analysis, step.site))}"
                for step in steps
            )

    def _container_path(self, seen: Seen, path: str, mode: str | None, kin: Relatives) -> Iterator[str]:
        held = owners(Subject("path", path), kin.contracts)
        lines = [
            f"{'input' if isinstance(entry, Input) else 'output'} {code(entry.name)} of {plain(contract.label or contract.id)}, "
            f"{self._link(entry.place)}"
            for contract, entry in held
        ]
        for job in kin.jobs:
            for mount in job.mounts:
                if mount.local is not None and any(entry.path == mount.local.text for _, entry in held):
                    lines += [f"{line}, in {self._job(job)}" for line in self._mount(mount, local=False)]
        yield from self._lines(lines)
        kind = seen.analysis.kind.kind
        place = platform_place(path, kind)
        if place is not None:
            yield plain(place.meaning)
        fate = self._fate(path, mode, kind, [entry for _, entry in held])
        if fate:
            yield fate

    def _fate(self, path: str, mode: str | None, kind: str | None, held: list[Input | Output]) -> str:
        """What becomes of a path after the job."""
        if mode != "write" or not path.startswith("/") or "*" in path[:2]:
            return ""
        if any(isinstance(entry, Output) for entry in held):
            return "After the job: uploaded with this output."
        place = platform_place(path, kind, "write")
        if place is not None:
            return f"After the job: collected from {code(place.path)}."
        if kind == "training" and is_lost(path) and channel_of(path) is None:
            return "After the job: **lost**; nothing is collected from here."
        if kind == "processing" and is_container_path(path):
            return "After the job: **lost**, unless an output of the job is at or above this path."
        return ""

    def _stated(self, subject: Subject, kin: Relatives) -> Iterator[str]:
        valued = {
            entry.place: f"{plain(contract.label or contract.id)} sets {code(entry.value)}, {self._link(entry.place)}"
            for contract in kin.contracts
            for entry in values_of(contract)
            if entry.value is not None and subject_of(Declared(contract, entry)) == subject
        }
        stated = [f"stated in {self._link(place)}" for place in statements(subject, kin) if place not in valued]
        yield from self._lines([*valued.values(), *stated])

    # -- contracts and jobs -----------------------------------------------------------------------------------------

    def _entry(
        self, contract: Contract, entry: Input | Output | Variable | Argument | EntryPoint, kin: Relatives
    ) -> Iterator[str]:
        of = f"of {plain(contract.label or contract.id)}"
        match entry:
            case Input() | Output():
                kind = "input" if isinstance(entry, Input) else "output"
                yield f"**{kind}** {code(entry.name)} {of}" + (f": {code(entry.path)}" if entry.path else "")
                if entry.path:
                    yield from self._users(Subject("path", entry.path), kin)
            case Variable() | Argument():
                kind = "variable" if isinstance(entry, Variable) else "argument"
                value = f" = {code(entry.value)}" if entry.value is not None else ""
                yield f"**{kind}** {code(entry.name)}{value} {of}"
                subject = subject_of(Declared(contract, entry))
                if subject is not None:
                    yield from self._users(subject, kin)
            case EntryPoint():
                yield f"**entry point** {of}"
                yield from self._lines(map(self._file, kin.scripts))

    def _users(self, subject: Subject, kin: Relatives) -> Iterator[str]:
        places = uses(self._snapshot, subject, kin)
        if places:
            yield from self._lines(f"used in {self._link(place)}" for place in places)
        elif kin.scripts:
            yield "No use of it was found in " + ", ".join(map(self._file, kin.scripts[:MOST_LINES])) + "."

    def _job_tree(self, job: Job) -> Iterator[str]:
        yield f"**{job.kind or 'job'}** {self._job(job)}"
        lines = []
        if job.script is not None:
            path = job.script.path
            lines.append(f"runs {self._file(path) if path is not None else code(job.script.written)}")
        for mount in job.mounts:
            lines += self._mount(mount)
        lines += [f"argument {code(entry.spelling or entry.name)}" + _value(entry) for entry in job.contract.arguments]
        lines += [f"variable {code(entry.name)}" + _value(entry) for entry in job.contract.environment]
        yield from self._lines(lines, 30)

    def _mount(self, mount: Mount, *, local: bool = True) -> list[str]:
        name = f"{mount.direction} {_shown(mount.name) or '(unnamed)'}"
        here = f" at {_shown(mount.local)}" if local and _shown(mount.local) else ""
        there = _shown(mount.remote)
        way = "from" if mount.direction == "input" else "to"
        return [f"{name}{here}" + (f", {way} {there}" if there else "")]

    def _job(self, job: Job) -> str:
        return f"{plain(job.step or job.api)} ({self._link(job.place)})"

    def _file(self, path: str) -> str:
        return link(Place(path, START), self._folder)

    def _link(self, place: Place) -> str:
        return link(place, self._folder)

    def _lines(self, lines: Iterable[str], most: int = MOST_LINES) -> Iterator[str]:
        shown = list(dict.fromkeys(lines))
        if shown:
            rest = [f"and {len(shown) - most} more"] if len(shown) > most else []
            yield "\n".join(f"- {line}" for line in [*shown[:most], *rest])


def _shown(setting: Setting | None) -> str:
    if setting is None:
        return ""
    return code(setting.text if setting.text is not None else setting.source) if setting.text or setting.source else ""


def _value(entry: Variable | Argument) -> str:
    return f" = {code(entry.value)}" if entry.value is not None else ""
