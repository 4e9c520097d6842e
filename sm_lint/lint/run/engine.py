"""The pipeline for one file: read, scan, parse, interpret, run the rules, suppress, sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sm_lint.config.glob import matcher
from sm_lint.diagnostics.failure import describe
from sm_lint.diagnostics.finding import Finding
from sm_lint.files.definition_documents import says_that_it_defines
from sm_lint.files.relevance import matters
from sm_lint.files.suppress import Suppressions
from sm_lint.flow.facts import ScriptFacts
from sm_lint.lint.linking.cells import parse_view
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.modules import Modules, modules_of
from sm_lint.lint.linking.other_scripts import parsed_script
from sm_lint.lint.linking.source_view import SourceView, views, written_views
from sm_lint.lint.linking.task import Batch, FileReport, FileTask, internal_error
from sm_lint.lint.run.filter import admit, from_problem, once_a_notebook, running_codes
from sm_lint.lint.run.reporting import findings_of
from sm_lint.lint.run.rule_calls import RuleCalls
from sm_lint.lint.run.suppression import Comments
from sm_lint.registry.location import is_test
from sm_lint.registry.packages import PluginError
from sm_lint.registry.ruleset import Choice, choice, load_rules
from sm_lint.syntax.collector import begin_text
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Problem
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, document_kind, is_notebook
from sm_lint.workspace.fingerprint import of_bytes
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView


def lint_file(task: FileTask, batch: Batch) -> FileReport:
    """Lint one file. Any internal failure becomes a finding.

    Raises:
        PluginError: a rule package cannot be used.
    """
    run = FileRun(task, batch, modules_of(batch))
    try:
        findings = run.lint()
    except PluginError:
        raise
    except Exception as error:  # noqa: BLE001 - no file may abort the run
        findings = [run.failed(f"the linter failed: {describe(error)}")]
    observed = None if batch.observer is None else batch.observer(task, batch, run.analyses)
    run.modules.forget(task.path)
    return FileReport(
        path=task.path,
        findings=tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key)),
        errors=run.errors,
        digest=run.digest,
        dependencies=run.around.dependencies,
        ungoverned=run.ungoverned,
        observed=observed,
    )


@dataclass(slots=True)
class FileRun:
    """The state of linting one file.

    Attributes:
        digest: hash of its content; None until it has been read.
        errors: number of internal errors of the linter.
        around: the view of other files on its behalf.
        ungoverned: whether it is a container script that no contract and no job definition governs.
        analyses: the analysis of each of its texts, kept for the observer of the batch.
    """

    task: FileTask
    batch: Batch
    modules: Modules
    digest: str | None = None
    errors: int = 0
    around: FileView = field(init=False)
    ungoverned: bool = False
    analyses: dict[SourceView, FileAnalysis] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.around = FileView(self.modules.workspace, self.task.project, self.batch.settings.src)

    def lint(self) -> list[Finding]:
        """The findings of the file, without those that are suppressed or not selected."""
        settings = self.batch.settings
        chosen = choice(settings)
        try:
            data = self.modules.workspace.content(self.task.path)
            self.digest = of_bytes(data)
            begin_text(len(data))
            if document_kind(self.task.path) in DEFINITIONS | IMAGES:
                return self._lint_document(data)
            texts = views(self.task.path, data) if self._may_matter(data) else []
        except SourceProblem as error:
            if document_kind(self.task.path) in DEFINITIONS and not self._is_said_to_define():
                return []
            return admit([from_problem(error.problem, chosen)], settings, chosen)
        outer = next((view for view in texts if view.module_path == self.task.path), None)
        # A comment in the definition also applies to the scripts that it writes.
        inner = [] if outer is None else [finding for view in self._literals() for finding in self._lint_text(view)]
        return once_a_notebook(
            finding for view in texts for finding in self._lint_text(view, inner if view is outer else ())
        )

    def _lint_document(self, data: bytes) -> list[Finding]:
        """The findings about the jobs that a document defines, and about the document itself."""
        definitions, settings = self.task.definitions, self.batch.settings
        chosen = choice(settings)
        problems = [from_problem(problem, chosen) for problem in self._problems_of_document(data)]
        if definitions is None or is_test(self.task.path, settings.root):
            return admit(problems, settings, chosen)
        failures: list[Finding] = []
        calls = RuleCalls(lambda message: failures.append(self.failed(message)))
        rules = load_rules(settings, running_codes(settings, chosen, self.task.path))
        calls.about_document(definitions, data.decode("utf-8-sig", "replace"), rules, settings, self.around)
        return [*admit([*problems, *findings_of(calls.reports)], settings, chosen), *failures]

    def _literals(self) -> list[SourceView]:
        """The scripts that the code of the file writes; those written by tests belong to no job."""
        return [] if is_test(self.task.path, self.batch.settings.root) else written_views(self.task.definitions)

    def _problems_of_document(self, data: bytes) -> list[Problem]:
        """The problems of a file that `pipeline-definitions` matches, or that says that it is a definition. Others may hold anything."""
        if not self._is_said_to_define() and (
            is_test(self.task.path, self.batch.settings.root) or not says_that_it_defines(self.task.path, data)
        ):
            return []
        from sm_lint.jobs.documents.readers import reader_of

        reader = reader_of(self.task.path)
        problem = reader.problem(self.task.path, data) if reader is not None else None
        return [problem] if problem is not None else []

    def _is_said_to_define(self) -> bool:
        """Whether `pipeline-definitions` matches the file."""
        return matcher(self.batch.settings.pipeline_definitions).matches(self.task.path)

    def _may_matter(self, data: bytes) -> bool:
        """Whether any rule could report something. A script written by a cell may be governed whatever its content."""
        if self.task.definitions is not None:
            return True
        writes = is_notebook(self.task.path) and (b"%%write" in data or b"%%file" in data)
        return writes or bool(self.task.declared or self.task.launched_by) or matters(data)

    def _lint_text(self, view: SourceView, inner: Sequence[Finding] = ()) -> list[Finding]:
        """The findings of a script or of the cells of a notebook, merged with those from within its literals."""
        settings = self.batch.settings
        chosen = choice(settings)
        known = chosen.selectors.by_code.keys()
        comments = Comments(
            Suppressions.parse(view.text, known),
            view.to_place,
            view.to_line,
            view.edit,
            settings,
            chosen,
            self.around.text,
        )
        module, unreadable = self._parsed(view)
        problems = admit([from_problem(problem, chosen) for problem in unreadable], settings, chosen)
        if module is None:
            return comments.filter([*problems, *inner])
        failures: list[Finding] = []
        analysis = FileAnalysis(
            module,
            self.task.of_text(view.module_path, settings),
            settings,
            self.modules.loader(self.around),
            self.around,
            view.shown,
            lambda: self._defined(module),
            lambda script: parsed_script(script, self.modules, self.around),
        )
        if self.batch.observer is not None:
            self.analyses[view] = analysis
        calls = RuleCalls(lambda message: failures.append(self.failed(message)))
        calls.about_code(analysis, load_rules(settings, self._codes(view, chosen)))
        if view.path == view.module_path and view.container:
            self.ungoverned = self._lacks_contract(analysis, chosen)
        found = admit(findings_of(calls.reports, module, view.shown, view.edit), settings, chosen)
        if view.literal:
            found = [replace(finding, fix=None) for finding in found]
        found = comments.filter([*problems, *found, *inner])
        useless = [] if problems else comments.useless(calls.ran - calls.broken, imported=self.task.imported)
        if view.literal:
            useless = [replace(finding, fix=None) for finding in useless]
        return [*found, *admit(useless, settings, chosen), *failures]

    def _lacks_contract(self, analysis: FileAnalysis, chosen: Choice) -> bool:
        """Whether the file is an ungoverned container script for which rules that need a contract are enabled."""
        if analysis.contracts:
            return False
        codes = running_codes(self.batch.settings, chosen, self.task.path)
        asked = any(rule.per_contract and rule.code in codes for rule in chosen.selectors.rules)
        return asked and analysis.is_container_script

    def _parsed(self, view: SourceView) -> tuple[ParsedModule | None, list[Problem]]:
        """The tree of a text and its syntax errors; the valid cells of a notebook are kept."""
        module, problems = parse_view(view, self.modules.parsed)
        return module, [replace(problem, place=view.shown(problem.place)) for problem in problems]

    def _defined(self, module: ParsedModule) -> ScriptFacts | None:
        """The facts found when the file's definitions were read."""
        known = self.modules.defined(module)
        if known is None:
            return None
        self.around.take(known.rests_on)
        return known.facts

    def _codes(self, view: SourceView, chosen: Choice) -> frozenset[str]:
        """The codes of the rules that apply to a text; others need not be imported."""
        codes = running_codes(self.batch.settings, chosen, view.path)
        task = self.task.of_text(view.module_path, self.batch.settings)
        in_container = view.container or bool(self.task.declared or self.task.launched_by)
        defines = task.definitions is not None
        governed = bool(task.declared or task.launched_by)
        return frozenset(
            rule.code
            for rule in chosen.selectors.rules
            if rule.code in codes
            and (rule.anywhere or in_container or rule.kind != "script")
            and (defines or governed or not rule.per_contract)  # a rule that may also apply to jobs
            and (defines or rule.kind != "job")
        )

    def failed(self, message: str) -> Finding:
        """The finding for an internal error."""
        self.errors += 1
        return internal_error(self.task.path, message)
