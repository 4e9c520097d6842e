"""Builds the scene of a job from its definition, its contract and the facts of its script."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sm_lint.container.project import NotAnalysed, Project
from sm_lint.container.scene import Row, Scene, State, Transfer
from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Contract
from sm_lint.contracts.paths import may_be_under
from sm_lint.flow.facts import PathAccess, PathPassed, ScriptFacts
from sm_lint.graph import texts
from sm_lint.jobs.definition.model import Job, Mount
from sm_lint.jobs.definition.reading import find, find_in, literal
from sm_lint.output.text import one_line, shown_path, shown_place
from sm_lint.sagemaker.file_system import Place as FixedPlace
from sm_lint.sagemaker.file_system import file_system
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_container_path, is_under, platform_place
from sm_lint.syntax.span import Place

CODE = {"processing": "/opt/ml/processing/input/code", "training": "/opt/ml/code"}
"""Where the script is, by kind of job; in the others it comes with the model."""


@dataclass(frozen=True)
class Subject:
    """What a scene is made of.

    Attributes:
        contract: what the job mounts, sets and passes.
        kind: kind of job.
        script: absolute path of the script; None for none.
        writer: absolute path of the notebook or program that writes the script; None for a file.
        job: the definition; None for a contract that no job is known for.
        sources: by name of an input, where its data comes from.
        targets: by name of an output, who reads it.
    """

    contract: Contract
    kind: JobKind | None
    script: str | None
    job: Job | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    writer: str | None = None


def scene(key: str, subject: Subject, project: Project, base: str) -> Scene:
    """The scene of a job, or of a script under a contract."""
    return _Builder(subject, project, base).build(key)


class _Builder:
    def __init__(self, subject: Subject, project: Project, base: str) -> None:
        self.subject = subject
        self.project = project
        self.base = base
        self.rows: dict[str, Row] = {}
        self.outputs: dict[str, str] = {}
        self.remarks: list[str] = []
        self.shown: Callable[[Place], Place] = _as_it_is

    def build(self, key: str) -> Scene:
        subject, contract, job = self.subject, self.subject.contract, self.subject.job
        incoming = self._places_before()
        facts = self._facts()
        if facts is not None:
            self._touch(facts)
        if facts is not None and self._is_complete(facts):
            for path, name in self.outputs.items():
                if self.rows[path].state != "missing" and not self._may_be_written(path):
                    self._change(path, f"nothing is written to the output {name}", "empty")
        else:
            # That an input is never read can be said only of a script that is fully understood.
            for path, row in self.rows.items():
                if row.state == "unread":
                    self.rows[path] = replace(row, state="given")
        script = shown_path(subject.script, self.base) if subject.script is not None else ""
        if not script and job is not None and job.script is not None:
            script = job.script.written
        words = texts.arguments(job) or texts.hyperparameters(job) if job is not None else ()
        return Scene(
            key=key,
            label=one_line(contract.label or f"contract `{contract.id}`"),
            kind=subject.kind,
            where=shown_place(contract.place if job is None else job.place, self.base),
            script=one_line(script),
            words=tuple(words),
            variables=tuple(one_line(variable.name) for variable in contract.environment),
            rows=tuple(self.rows[path] for path in sorted(self.rows)),
            incoming=tuple(incoming),
            outgoing=tuple(self._outgoing()),
            remarks=tuple(dict.fromkeys(self.remarks)),
        )

    # -- before -------------------------------------------------------------------------------------------------------

    def _places_before(self) -> list[Transfer]:
        contract, kind = self.subject.contract, self.subject.kind
        for place in file_system():
            if kind in place.jobs and place.is_fixed and place.start and self._has(place):
                is_file = posixpath.splitext(place.path)[1] != ""
                self._add(place.path, folder=not is_file, before=place.start)
                if place.upload != "never":
                    self.outputs[place.path] = posixpath.basename(place.path)
        found = []
        for entry in contract.inputs:
            path = input_path(entry, contract)
            if path is None:
                self.remarks.append(f"the place of the input {entry.name} is not known")
                continue
            source = self.subject.sources.get(entry.name, "")
            text = f"input {entry.name}" + (f" from {source}" if source else "")
            if not entry.required:
                text += ", where the job has it"
            optional = not entry.required
            self._add(path, folder=entry.kind == "dir", before=text, state="given" if optional else "unread")
            found.append(Transfer(entry.name, path, source, "before the start"))
        for output in contract.outputs:
            if output.path is not None:
                self._add(output.path, folder=True, before=f"an empty directory, output {output.name}")
                self.outputs[output.path] = output.name
        mounts = kind not in ("transform", "inference")  # these get the model alone, and answer requests
        for more, what in ((contract.open_inputs, "inputs"), (contract.open_outputs, "outputs")):
            if more and mounts:
                self.remarks.append(f"the job may have more {what}: its definition is not fully known")
        self._add_script()
        return found

    def _has(self, place: FixedPlace) -> bool:
        """Whether the job has what a place needs."""
        job = self.subject.job
        if place.path == "/opt/ml/checkpoints":
            return job is not None and find(job, "checkpoints") is not None
        return place.path != "/opt/ml/output/intermediate" and not place.path.startswith(tuple(CODE.values()))

    def _add_script(self) -> None:
        folder, script, job = CODE.get(self.subject.kind or ""), self.subject.script, self.subject.job
        if folder is None or script is None:
            return
        source_dir = job.script.source_dir if job is not None and job.script is not None else None
        if source_dir is not None and is_under(script, source_dir):
            self._add(folder, folder=True, before=f"the folder {shown_path(source_dir, self.base)}")
        else:
            self._add(f"{folder}/{posixpath.basename(script)}", folder=False, before="the script")

    def _add(self, path: str, *, folder: bool, before: str, state: State = "given") -> None:
        path = posixpath.normpath(path)
        self.rows[path] = Row(path, folder, before=one_line(before), state=state)

    # -- the script ---------------------------------------------------------------------------------------------------

    def _facts(self) -> ScriptFacts | None:
        if self.subject.script is None:
            self.remarks.append(_why_no_script(self.subject))
            return None
        try:
            analysis = self.project.analysis(self.subject.script, self.subject.writer)
        except NotAnalysed as error:
            self.remarks.append(f"the script cannot be analysed: {one_line(str(error))}")
            return None
        self.shown = analysis.shown
        facts = analysis.script_facts(self.subject.contract)
        if not facts.complete():
            self.remarks.append("the script may touch more than this: not every path in it is known")
        elif self.subject.contract.delegates:
            self.remarks.append("what a program that the script starts touches is not known")
        return facts

    def _is_complete(self, facts: ScriptFacts) -> bool:
        """Whether the script does nothing but what the facts say."""
        return facts.complete() and not self.subject.contract.delegates

    def _may_be_written(self, folder: str) -> bool:
        """Whether something is, or may be, written into an output."""
        return bool(self._files(folder)) or any(
            row.state == "unplaced" and may_be_under(path, folder) for path, row in self.rows.items()
        )

    def _touch(self, facts: ScriptFacts) -> None:
        for fact in facts.facts:
            if isinstance(fact, PathAccess) and fact.reached:
                if fact.mode == "read":
                    self._read(fact)
                elif fact.mode == "write":
                    self._write(fact)
            elif isinstance(fact, PathPassed) and fact.reached and fact.path.startswith("/"):
                self._use_input(fact.path, "handed on")

    def _read(self, fact: PathAccess) -> None:
        path = self._absolute(fact.path)
        self._use_input(path, "listed" if fact.directory else "read")
        row = self.rows.get(path)
        if row is not None:
            if row.state in ("given", "unread") and not row.after:
                self.rows[path] = replace(row, after="listed" if fact.directory else "read", state="read")
            return
        if fact.own or fact.directory:
            return
        provided = any(may_be_under(path, known) for known, row in self.rows.items() if row.before)
        if provided:
            self.rows[path] = Row(
                path, False, before="", after=self._said("read", fact), state="read", sure=fact.certain
            )
        elif self._is_missing(path, fact):
            text = self._said("read, and nothing provides it", fact)
            self.rows[path] = Row(path, False, after=text, state="missing", sure=fact.certain)

    def _is_missing(self, path: str, fact: PathAccess) -> bool:
        """Whether a file that is read is certainly in no place that is filled."""
        contract = self.subject.contract
        if not fact.exact or fact.guarded or contract.open_inputs or self.subject.kind is None:
            return False
        return is_container_path(path) and platform_place(path, self.subject.kind) is None

    def _use_input(self, path: str, how: str) -> None:
        """Mark the inputs that hold a path as used."""
        for known, row in list(self.rows.items()):
            if row.state == "unread" and (may_be_under(path, known) or is_under(known, path)):
                self.rows[known] = replace(row, after=how if known == path else "", state="read")

    def _write(self, fact: PathAccess) -> None:
        path = self._absolute(fact.path)
        if path in self.rows and (fact.creates or fact.directory or self.rows[path].folder):
            if path in self.outputs and not fact.creates and not fact.directory:
                self._change(path, self._said("written as a file, and it is a directory: Errno 21", fact), "missing")
            return
        output = max((known for known in self.outputs if is_under(path, known)), key=len, default=None)
        if output is not None:
            self._new(path, fact, f"new, uploaded with {self.outputs[output]}", "uploaded")
        elif fact.creates or fact.directory:
            return
        elif path == "/opt/ml/output/failure" or path == "/opt/ml/output/message":
            what = "FailureReason" if path.endswith("failure") else "ExitMessage"
            self._new(path, fact, f"new, becomes the {what}", "uploaded")
        elif path.startswith("*"):
            self._new(path, fact, "new, in a place that is not known", "unplaced")
        elif is_under(path, "/tmp"):
            self._new(path, fact, "new, not uploaded", "scratch")
        elif platform_place(path, self.subject.kind, "write") is not None and not is_under(path, "/opt/ml/code"):
            self._new(path, fact, "new", "given")
        else:
            self._new(path, fact, "new, lost when the job ends", "lost")

    def _new(self, path: str, fact: PathAccess, text: str, state: State) -> None:
        known = self.rows.get(path)
        if known is not None and known.after:
            return
        folder = fact.directory or (fact.creates and not posixpath.splitext(path)[1])
        self.rows[path] = Row(path, folder, after=self._said(text, fact), state=state, sure=fact.certain)

    def _change(self, path: str, after: str, state: State) -> None:
        self.rows[path] = replace(self.rows[path], after=one_line(after), state=state)

    def _absolute(self, path: str) -> str:
        if path.startswith(("/", "*")):
            # A folder that is walked over may end in a hole: something below it is meant.
            head, hole, _ = path.partition("*")
            return f"{head}/*" if hole and head in self.rows and self.rows[head].folder else path
        folder = CODE["training"] if self.subject.kind == "training" else ""
        return posixpath.normpath(f"{folder}/{path}")

    def _said(self, text: str, fact: PathAccess) -> str:
        """A remark with the line of the script that it is about."""
        place = fact.site.module.place(fact.site.node)
        if fact.site.module.path == self.subject.script:
            place = self.shown(place)
        cell = f"cell {place.cell}:" if place.cell is not None else ""
        return one_line(f"{text} ({posixpath.basename(place.path)}:{cell}{place.span.line})")

    # -- after --------------------------------------------------------------------------------------------------------

    def _files(self, folder: str) -> list[str]:
        """New files in an output, relative to it, without the folders that hold others."""
        head = folder + "/"
        found = [row for path, row in self.rows.items() if path.startswith(head) and row.state == "uploaded"]
        names = sorted(row.path[len(head) :] for row in found)
        return [name for name in names if not any(other.startswith(name + "/") for other in names)]

    def _outgoing(self) -> Iterable[Transfer]:
        for path, name in self.outputs.items():
            when = "during the job" if path == "/opt/ml/checkpoints" or self._is_continuous(name) else "after the end"
            readers = self.subject.targets.get(name, ())
            yield Transfer(
                name, path, "; ".join((self._destination(path, name), *readers)), when, tuple(self._files(path))
            )

    def _mount(self, name: str) -> Mount | None:
        job = self.subject.job
        mounts = job.mounts if job is not None else ()
        return next((m for m in mounts if m.direction == "output" and m.name is not None and m.name.text == name), None)

    def _is_continuous(self, name: str) -> bool:
        mount = self._mount(name)
        return mount is not None and literal(find_in(mount, "S3 upload mode")) == "Continuous"

    def _destination(self, path: str, name: str) -> str:
        job = self.subject.job
        if self.subject.kind == "training":
            head = _output_path(job) or "s3://BUCKET"
            archive = {"/opt/ml/model": "model.tar.gz", "/opt/ml/output/data": "output.tar.gz"}.get(path)
            if archive is not None:
                return one_line(f"{head}/JOB/output/{archive}")
            return "the checkpoint's place in S3" if path == "/opt/ml/checkpoints" else head
        mount = self._mount(name)
        text = texts.outside(mount.remote)[1] if mount is not None and mount.remote is not None else ""
        return text or "a prefix in S3 that the SDK chooses"


def _as_it_is(place: Place) -> Place:
    return place


def _why_no_script(subject: Subject) -> str:
    """Why it is not known what a container does with its places."""
    job = subject.job
    if job is None:
        return "the script is not known"
    if job.function is not None:
        return "the job runs a function of its definition, which is not followed"
    given = job.script
    if given is None:
        what = "the archive of the model may bring one" if subject.kind in ("transform", "inference") else ""
        what = what or "what the program of its image reads and writes is not known"
        return f"the job names no script; {what}"
    if given.path is not None:
        return "the script is no Python program; what it reads and writes is not known"
    if given.written and given.found:
        how = "does not exist" if given.missing else "is not followed"
        return f"the script `{one_line(given.written)}` {how} ({one_line(given.found)})"
    return "the script is not known"


def _output_path(job: Job | None) -> str:
    """The place in S3 below which the archives of a training job are, as far as it is given; empty for unknown."""
    for path in (("output_path",), ("output_data_config", "s3_output_path"), ("OutputDataConfig", "S3OutputPath")):
        setting = job.setting(path[0]) if job is not None else None
        for key in path[1:]:
            setting = setting.get(key) if setting is not None else None
        if setting is not None and setting.type != "None":
            return texts.outside(setting)[1].rstrip("/")
    return ""
