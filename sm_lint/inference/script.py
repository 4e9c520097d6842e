"""Infers the contract of one script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import libcst as cst

from sm_lint.config.settings import Settings
from sm_lint.contracts.job_kind import Guess, job_kind
from sm_lint.contracts.model import (
    Argument,
    Contract,
    EntryPoint,
    Input,
    NodeKind,
    Output,
    Requirement,
    Variable,
    key_text,
)
from sm_lint.flow.facts import LogicalName, Site
from sm_lint.inference.arguments import find_arguments
from sm_lint.inference.launching import merge_arguments, merge_variables, mounts_of
from sm_lint.inference.model import Gap, InferredContract, Reason, Source
from sm_lint.inference.mounts import FoundMount, MountSet, find_mounts
from sm_lint.inference.naming import id_of_script
from sm_lint.inference.needs import Needs
from sm_lint.inference.requirements import find_requirements
from sm_lint.inference.variables import find_variables
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.syntax.span import Place
from sm_lint.workspace.boundary import is_below

INPUTS, OUTPUTS = "expected-input-paths", "expected-output-paths"
VARIABLES, ARGUMENTS, REQUIREMENTS = "environment", "arguments", "framework-requirements"
_MOST_KEYS = 5
_TABLES = {"environment": VARIABLES, "argument": ARGUMENTS}


def infer_contract(analysis: FileAnalysis, source: Source = "both", id: str | None = None) -> InferredContract:
    """The contract of a script. Contracts that are written for it are not looked at.

    Args:
        analysis: the script, with the jobs that launch it.
        source: what the contract is inferred from.
        id: the contract's id; by default made from the name of the script.
    """
    return _Inference(analysis, source).infer(id or id_of_script(analysis.module.path))


def entry_point(path: str, settings: Settings) -> str:
    """How a contract names a script: relative to the nearest `src` folder, else to the root of the configuration."""
    folders = [folder for folder in (*settings.src, settings.root) if is_below(path, folder)]
    if not folders:
        return os.path.basename(path)
    return os.path.relpath(path, max(folders, key=len)).replace(os.sep, "/")


class _Note(NamedTuple):
    """A reason or gap whose place is computed later, with all others."""

    text: str
    where: Site | Place
    sure: bool = True
    key: str = ""


class _Inference:
    def __init__(self, analysis: FileAnalysis, source: Source) -> None:
        self._analysis = analysis
        self._jobs = analysis.launched_by if source != "script" else ()
        self._here = Place(analysis.module.path)
        self._kind = self._guess()
        self._facts = analysis.facts_as(self._kind.kind) if source != "jobs" else None
        self._needs = Needs(self._facts) if self._facts is not None else None
        self._reasons: dict[str, _Note] = {}
        self._gaps: list[_Note] = []

    def infer(self, id: str) -> InferredContract:
        """The contract, its reasons and its gaps."""
        path = self._analysis.module.path
        found = self._mounts()
        inputs, outputs = tuple(self._inputs(found)), tuple(self._outputs(found))
        arguments = self._arguments()
        contract = Contract(
            id=id,
            place=self._here,
            label=f"contract `{id}`",
            job=self._kind.kind,
            node=self._node(inputs, outputs, found),
            entry_points=(EntryPoint(entry_point(path, self._analysis.settings), self._here),),
            inputs=inputs,
            outputs=outputs,
            environment=self._variables(),
            arguments=arguments,
            requirements=tuple(self._requirements()),
            open_arguments=not arguments,
        )
        self._collect_gaps(found)
        return self._located(contract)

    def _guess(self) -> Guess:
        stated = self._analysis.settings.job_kind_for(self._analysis.module.path)
        return job_kind(self._analysis.module, stated, (), [job.contract for job in self._jobs])

    # -- parts --------------------------------------------------------------------------------------------------------

    def _mounts(self) -> MountSet:
        given = mounts_of(self._jobs)
        if self._facts is None:
            return MountSet(given, [], [], [])
        return find_mounts(self._facts, self._kind.kind, given)

    def _inputs(self, found: MountSet) -> Iterator[Input]:
        for mount in found.of("input"):
            self._explain(key_text(INPUTS, mount.name), mount, "read")
            required = self._is_required(mount)
            yield Input(mount.name, mount.path, self._here, required, mount.kind, tuple(mount.channels))

    def _outputs(self, found: MountSet) -> Iterator[Output]:
        for mount in found.of("output"):
            self._explain(key_text(OUTPUTS, mount.name), mount, "written")
            yield Output(mount.name, mount.path, self._here, self._is_required(mount), tuple(mount.files))

    def _is_required(self, mount: FoundMount) -> bool:
        if self._needs is None:
            return mount.in_all_jobs
        if mount.given is not None and not mount.is_used:
            return False
        return (mount.job is None or mount.is_used) and self._needs.is_required(mount)

    def _explain(self, key: str, mount: FoundMount, verb: str) -> None:
        if mount.named_by:
            self._reason(key, f"looked up as `{mount.name}`", mount.named_by[0].site)
        elif mount.touches:
            fact = mount.touches[0].fact
            self._reason(key, f"{verb} by {fact.via or 'the script'}", fact.site, sure=mount.sure)
        elif mount.read is not None:
            self._reason(key, f"asked for by `{mount.read.name}`", mount.read.site)
        elif mount.given is not None:
            self._reason(key, f"set in `{mount.given.mapping}`, and never looked up", mount.given.site)
        elif mount.job is not None:
            used = "" if self._facts is None else ", and not used by the script"
            self._reason(key, f"declared by the job{used}", mount.job)

    def _variables(self) -> tuple[Variable, ...]:
        found = []
        if self._facts is not None:
            for item in find_variables(self._facts, self._kind.kind, self._analysis.settings):
                self._reason(key_text(VARIABLES, item.name), item.why, item.read.site, sure=item.sure)
                if item.default is not None and self._is_hidden(item.default):
                    item = item._replace(default=None)
                if not item.required and item.default is None:
                    self._gap(f"the default of `{item.name}` is not known", item.read.site, VARIABLES)
                value = None if item.required else item.default or ""
                found.append(Variable(item.name, self._here, item.required, value))
        every = self._facts is None or not self._facts.complete("environment")
        return merge_variables(found, self._jobs, every=every)

    def _arguments(self) -> tuple[Argument, ...]:
        found = []
        for argument, fact in find_arguments(self._facts) if self._facts is not None else ():
            self._reason(key_text(ARGUMENTS, argument.spelling), "defined by the parser", fact.site)
            if argument.value is not None and self._is_hidden(argument.value):
                argument = replace(argument, value=None)
            found.append(argument)
        every = self._facts is None or not self._facts.complete("argument")
        return merge_arguments(found, self._jobs, every=every)

    def _is_hidden(self, text: str) -> bool:
        """Whether a value comes from a document, where it may be a secret: such values are not written down."""
        return self._facts is not None and self._facts.hidden is not None and text in self._facts.hidden.texts

    def _requirements(self) -> Iterator[Requirement]:
        for item in find_requirements(self._facts, self._analysis.around) if self._facts is not None else ():
            self._reason(key_text(REQUIREMENTS, item.name), f"imported as `{item.imported.module}`", item.imported.site)
            yield Requirement(item.name, item.specifier, Place(item.file) if item.file is not None else self._here)

    def _node(self, inputs: tuple[Input, ...], outputs: tuple[Output, ...], found: MountSet) -> NodeKind | None:
        """The place in the pipeline, as far as what the script reads and writes is known."""
        if self._kind.kind != "processing":
            return None
        if inputs and outputs:
            return "internal"
        known = self._facts is None or self._facts.complete("path")
        if not known or found.unplaced or found.unnamed:
            return None
        return "source" if outputs else "sink" if inputs else None

    # -- what is not known --------------------------------------------------------------------------------------------

    def _collect_gaps(self, found: MountSet) -> None:
        if self._kind.kind is None:
            self._gap(f"the kind of job is not known: {self._kind.reason}", self._here, "job")
        for touch, why in found.unplaced:
            self._gap(f"`{touch.path}` is no input or output: {why}", touch.fact.site)
        for fact in found.unnamed:
            self._gap(_unnamed(fact), fact.site)
        for fact, path in found.others:
            self._gap(f"`{fact.key}` may also be `{path}`", fact.site)
        for unresolved in self._facts.incomplete if self._facts is not None else ():
            self._gap(unresolved.why, unresolved.site, _TABLES.get(unresolved.subject, ""))

    def _gap(self, text: str, where: Site | Place, key: str = "") -> None:
        self._gaps.append(_Note(text, where, key=key))

    def _reason(self, key: str, text: str, where: Site | Place, *, sure: bool = True) -> None:
        self._reasons.setdefault(key, _Note(text, where, sure))

    # -- places -------------------------------------------------------------------------------------------------------

    def _located(self, contract: Contract) -> InferredContract:
        """The result, with all places computed in one pass over each module."""
        wanted: dict[int, tuple[Site, list[cst.CSTNode]]] = {}
        for note in (*self._reasons.values(), *self._gaps):
            if isinstance(note.where, Site):
                wanted.setdefault(id(note.where.module), (note.where, []))[1].append(note.where.node)
        for site, nodes in wanted.values():
            site.module.locate(nodes)
        reasons = {key: Reason(note.text, self._place(note.where), note.sure) for key, note in self._reasons.items()}
        gaps = dict.fromkeys(Gap(note.text, self._place(note.where), note.key) for note in self._gaps)
        reasons["job"] = Reason(self._kind.reason, self._here, self._kind.kind is not None and self._kind.certain)
        complete = self._facts is None or self._facts.complete("path", "environment", "argument")
        return InferredContract(_placed(contract, reasons), self._here.path, reasons, tuple(gaps), complete)

    def _place(self, where: Site | Place) -> Place:
        if isinstance(where, Place):
            return where
        place = where.module.place(where.node)
        return self._analysis.shown(place) if where.module is self._analysis.module else place


def _unnamed(fact: LogicalName) -> str:
    """Why the path of a look-up is not known."""
    if fact.known:
        return f"the path of `{fact.key}` in `{fact.mapping}` is not known"
    keys = ", ".join(f"`{key}`" for key in fact.present[:_MOST_KEYS])
    keys += ", …" if len(fact.present) > _MOST_KEYS else ""
    only = f"; it has {keys}" if keys else ""
    return f"`{fact.key}` is looked up in `{fact.mapping}`, and its caller does not set it{only}"


def _placed(contract: Contract, reasons: dict[str, Reason]) -> Contract:
    """The contract with the place of each part where it comes from."""

    def at(table: str, name: str, place: Place) -> Place:
        reason = reasons.get(key_text(table, name))
        return reason.place if reason is not None else place

    return replace(
        contract,
        inputs=tuple(replace(item, place=at(INPUTS, item.name, item.place)) for item in contract.inputs),
        outputs=tuple(replace(item, place=at(OUTPUTS, item.name, item.place)) for item in contract.outputs),
        environment=tuple(replace(item, place=at(VARIABLES, item.name, item.place)) for item in contract.environment),
        arguments=tuple(replace(item, place=at(ARGUMENTS, item.spelling, item.place)) for item in contract.arguments),
    )
