"""Analyses container scripts for a survey; runs in any process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sm_lint.contracts.cover import arguments, is_allowed, may_be_declared, variable
from sm_lint.contracts.model import Contract, argument_name
from sm_lint.diagnostics.failure import describe
from sm_lint.files.relevance import matters
from sm_lint.flow.facts import ArgumentFact, EnvRead, Fact, PathAccess, ScriptFacts, Site, Subject, Unresolved
from sm_lint.inference.script import infer_contract
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.modules import modules_of
from sm_lint.lint.linking.serialize import serialized
from sm_lint.lint.linking.source_view import SourceView, views, written_views
from sm_lint.lint.linking.task import Batch, FileTask, Heavy
from sm_lint.sagemaker.environment import is_platform_variable
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_container_path, platform_place
from sm_lint.survey.model import Analysis, Gap, Origin, Use
from sm_lint.syntax.collector import collector_off
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import HeavyText, SyntaxProblem
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, document_kind, is_notebook
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView

_SUBJECTS: tuple[Subject, ...] = ("path", "environment", "argument")


@serialized
def analyse_batch(batch: Batch) -> list[tuple[Analysis, ...] | Heavy]:
    """The container scripts in the files of a batch, one answer for each file."""

    def analyse(task: FileTask) -> tuple[Analysis, ...] | Heavy:
        try:
            return tuple(_in_file(task, batch, {}))
        except HeavyText:
            return Heavy(task.path)
        finally:
            modules_of(batch).forget(task.path)

    with collector_off():
        return [analyse(task) for task in batch.tasks]


def observe(task: FileTask, batch: Batch, known: Mapping[SourceView, FileAnalysis]) -> tuple[Analysis, ...]:
    """The container scripts in a file that is being linted; an `Observer`."""
    return tuple(_in_file(task, batch, known))


def _in_file(task: FileTask, batch: Batch, known: Mapping[SourceView, FileAnalysis]) -> Iterator[Analysis]:
    if document_kind(task.path) in DEFINITIONS | IMAGES:
        return
    try:
        data = modules_of(batch).workspace.content(task.path)
        if not _may_be_script(task, data):
            return
        texts = [*views(task.path, data), *written_views(task.definitions)]
    except SourceProblem as error:
        if task.declared or task.launched_by:
            yield _failed(task, task.path, error.problem.message)
        return
    for view in texts:
        found = _in_text(view, task.of_text(view.module_path, batch.settings), batch, known.get(view))
        if found is not None:
            yield found


def _may_be_script(task: FileTask, data: bytes) -> bool:
    governed = bool(task.declared or task.launched_by)
    return governed or is_notebook(task.path) or task.definitions is not None or matters(data)


def _in_text(view: SourceView, task: FileTask, batch: Batch, known: FileAnalysis | None) -> Analysis | None:
    """The analysis of a text; None if it is not a container script.

    Args:
        view: the text.
        task: its task.
        batch: the settings in force for it.
        known: what the rules were given; of a notebook with invalid cells, that is only a part of the text.
    """
    try:
        analysis = known if known is not None and known.module.text == view.text else _fresh(view, task, batch)
        if not analysis.contracts and not (view.container and analysis.is_container_script):
            return None
        return replace(_analysis(analysis, view.path), extent=_extent(view))
    except HeavyText:
        raise
    except SyntaxProblem as error:
        return _failed(task, view.path, error.problem.message) if task.declared or task.launched_by else None
    except Exception as error:  # noqa: BLE001 - a failure for one script must not hide the others
        return _failed(task, view.path, f"the interpreter failed: {describe(error)}")


def _fresh(view: SourceView, task: FileTask, batch: Batch) -> FileAnalysis:
    modules = modules_of(batch)
    around = FileView(modules.workspace, task.project, batch.settings.src)
    return FileAnalysis(modules.parsed(view), task, batch.settings, modules.loader(around), around, view.shown)


def _extent(view: SourceView) -> tuple[tuple[int, int, int], ...]:
    """The parts of the file that a text consists of; empty for all of it."""
    if view.stands is not None:
        span = view.stands.span
        return ((view.stands.cell or 0, span.line, span.end_line),)
    return tuple((part.cell, part.cell_line, part.cell_line + part.text.count("\n")) for part in view.parts)


def _failed(task: FileTask, file: str, message: str) -> Analysis:
    contracts = task.declared or tuple(job.contract for job in task.launched_by)
    return Analysis(
        task.path, file, None, _origin(task), contracts, task.launched_by, incomplete=_SUBJECTS, error=message
    )


def _origin(task: FileTask) -> Origin:
    return "declared" if task.declared else "implied" if task.launched_by else "none"


def _analysis(analysis: FileAnalysis, file: str) -> Analysis:
    facts = analysis.script_facts()
    gaps = [*facts.incomplete, *facts.all(Unresolved)]
    uses = [fact for fact in facts.facts if _is_use(fact)]
    shown = _Places(facts, analysis, [*gaps, *uses])
    origin: Origin = "declared" if analysis.task.declared else "implied" if analysis.contracts else "inferred"
    contracts = analysis.contracts or (infer_contract(analysis, "script").contract,)
    return Analysis(
        analysis.module.path,
        file,
        analysis.kind.kind,
        origin,
        contracts,
        analysis.launched_by,
        tuple(_uses(uses, contracts, analysis.kind.kind, shown)),
        tuple(dict.fromkeys(Gap(shown.of(gap), gap.subject, gap.why) for gap in gaps if gap.reached)),
        tuple(subject for subject in _SUBJECTS if not facts.complete(subject)),
    )


class _Places:
    """The places of facts in the entry script, all computed in one pass."""

    def __init__(self, facts: ScriptFacts, analysis: FileAnalysis, wanted: Sequence[Fact]) -> None:
        self._module: ParsedModule = facts.module
        self._shown = analysis.shown
        self._module.locate([fact.node for fact in wanted])

    def of(self, fact: Fact) -> Place:
        site = Site(self._module, fact.node)
        return self._shown(site.module.place(site.node))


def _is_use(fact: Fact) -> bool:
    if not fact.reached:
        return False
    if isinstance(fact, PathAccess):
        return fact.mode in ("read", "write") and is_container_path(fact.path) and not fact.own
    return isinstance(fact, (EnvRead, ArgumentFact))


def _uses(facts: Sequence[Fact], contracts: Sequence[Contract], kind: JobKind | None, shown: _Places) -> Iterator[Use]:
    seen: set[tuple[str, str]] = set()
    for fact in facts:
        use = _use(fact, contracts, kind, shown)
        if use is not None and (use.kind, use.value) not in seen:
            seen.add((use.kind, use.value))
            yield use


def _use(fact: Fact, contracts: Sequence[Contract], kind: JobKind | None, shown: _Places) -> Use | None:
    match fact:
        case PathAccess(mode="read" | "write" as mode):
            return Use(mode, fact.path, shown.of(fact), _path_is_declared(fact, contracts, kind))
        case EnvRead():
            known = any(variable(fact.name, contract) is not None for contract in contracts)
            known = known or is_platform_variable(fact.name, kind)
            return Use("variable", fact.name, shown.of(fact), known, fact.default)
        case ArgumentFact() if fact.flags:
            flag = max(fact.flags, key=lambda text: (text.startswith("--"), len(text)))
            wanted = {argument_name(text.lstrip("-")) for text in fact.flags}
            known = any(entry.name in wanted for contract in contracts for entry in arguments(contract))
            return Use("argument", flag, shown.of(fact), known, fact.default)
    return None


def _path_is_declared(access: PathAccess, contracts: Sequence[Contract], kind: JobKind | None) -> bool:
    if any(may_be_declared(access.path, each) or is_allowed(access.path, each) for each in contracts):
        return True
    mode = "write" if access.mode == "write" else "read"
    return platform_place(access.path, kind, mode) is not None
