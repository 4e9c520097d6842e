"""Base classes of rules: libcst visitors that query the interpreter's facts about nodes and report findings.

The three bases differ in their subject: :class:`ScriptRule` judges a container script, :class:`JobRule` a job
definition, :class:`ContractRule` a declared contract. Rules of plugins and built-in rules are treated alike.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal, cast

import libcst as cst

from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Severity
from sm_lint.flow.document_values import conceal
from sm_lint.flow.facts import (
    ArgumentFact,
    EnvRead,
    EnvUse,
    EnvWrite,
    Fact,
    FactType,
    Handler,
    HyperparameterRead,
    ImportFact,
    LogicalName,
    NonePath,
    ObjectAccess,
    Origin,
    ParseCall,
    PathAccess,
    PathPassed,
    PipelineVariableUse,
    ScriptFacts,
    UndefinedAttribute,
    Unresolved,
)
from sm_lint.registry.context import Context
from sm_lint.registry.imported import Bindings, bindings, qualified_name
from sm_lint.registry.message import Message
from sm_lint.registry.report import NodeFix, Report, Where

if TYPE_CHECKING:
    from sm_lint.jobs.definition.model import Definitions, Job


def _without(fix: NodeFix, hidden: Mapping[str, str], written: str) -> NodeFix | None:
    """The fix without values that come from documents; None if it would write such a value."""
    if any(conceal(f"`{edit.content}`", hidden, written) != f"`{edit.content}`" for edit in fix.edits):
        return None
    return replace(fix, message=conceal(fix.message, hidden, written))


FACT_HOOKS: dict[str, type[Fact]] = {
    "check_access": PathAccess,
    "check_path_passed": PathPassed,
    "check_object": ObjectAccess,
    "check_none_path": NonePath,
    "check_env_read": EnvRead,
    "check_env_write": EnvWrite,
    "check_env_use": EnvUse,
    "check_argument": ArgumentFact,
    "check_undefined_attribute": UndefinedAttribute,
    "check_parse_call": ParseCall,
    "check_import": ImportFact,
    "check_handler": Handler,
    "check_logical_name": LogicalName,
    "check_hyperparameter_read": HyperparameterRead,
    "check_pipeline_variable_use": PipelineVariableUse,
    "check_unresolved": Unresolved,
}
"""The hooks of a rule for facts, with the type of fact that each takes."""


class Rule(cst.CSTVisitor):
    """Base of all rules. The docstring of a subclass is its documentation page, under fixed headings.

    A rule is a visitor. For each file (and each contract, if `per_contract`) a new instance is created, and called in
    this order: `begin`; then, in text order, ``visit_X`` and ``leave_X`` for each node of type X, and after ``visit_X``
    one of the methods below for each fact about the node; then `finish`.

    | method | is called for |
    |---|---|
    | ``check_access(access)`` | a path that is read, written, probed or deleted |
    | ``check_path_passed(passed)`` | a path that is passed to an unknown call |
    | ``check_object(access)`` | an object or prefix in S3 that is read, written, probed or deleted by its URI |
    | ``check_none_path(use)`` | a call that expects a path and may get None |
    | ``check_env_read(read)``, ``check_env_write(write)`` | an environment variable that is read, or set |
    | ``check_env_use(use)`` | a variable's undecoded text where another type is expected |
    | ``check_argument(argument)`` | an argument that a parser defines |
    | ``check_undefined_attribute(use)`` | an attribute of parsed arguments that no argument defines |
    | ``check_parse_call(call)`` | a call that parses the command line |
    | ``check_import(imported)`` | an import |
    | ``check_handler(handler)`` | a handler that the model server calls |
    | ``check_logical_name(lookup)`` | a path that is looked up by its logical name |
    | ``check_hyperparameter_read(read)`` | a hyperparameter that is looked up among all of them |
    | ``check_pipeline_variable_use(use)`` | a pipeline variable where a value is needed |
    | ``check_unresolved(gap)`` | a place that the interpreter could not resolve |
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    enabled: ClassVar[bool] = True
    """Part of the default selection."""
    preview: ClassVar[bool] = False
    """Runs only with --preview."""
    fixable: ClassVar[Literal["never", "sometimes", "always"]] = "never"
    formerly: ClassVar[tuple[str, ...]] = ()
    """Former codes and names of the rule; selecting and suppressing by them still works."""

    context: Context

    def __init__(self) -> None:
        """Create an instance for one file."""
        super().__init__()
        self._reported: set[Hashable] = set()

    def begin(self) -> bool | None:
        """Prepare the rule; called before the first node.

        Returns:
            False if no node or fact of the file can matter: like after a ``visit_X`` that returns False, none is then
                visited.
        """

    def finish(self) -> None:
        """Called after the last node of the file has been visited."""

    @property
    def facts(self) -> ScriptFacts:
        """The interpreter's facts about the file."""
        return self.context.facts

    def qualified_name(self, node: cst.CSTNode) -> str | None:
        """The qualified name of a dotted name, by the imports of the file: ``joblib.dump``; None if it is unknown."""
        bound = self.context.memo.get("bindings")
        if bound is None:
            bound = self.context.memo["bindings"] = bindings(self.context.module)
        return qualified_name(node, cast("Bindings", bound))

    def callee(self, node: cst.Call) -> str | None:
        """The qualified name of the callee: ``transformers.AutoModel.from_pretrained``.

        The interpreter resolves it through aliases, assignments and parameters; in code that it did not run, the
        imports of the file decide. A method is prefixed with the type of its receiver:
        ``argparse.ArgumentParser.add_argument``. The name of something that the project defines begins with a dot,
        ``.Trainer.fit``, if the interpreter knows it.

        Returns:
            None if it is unknown or not always the same.
        """
        known = self.context.known.callee(node) if self.context.known is not None else None
        return known if known is not None else self.qualified_name(node.func)

    def calls_method(self, node: cst.Call, method: str) -> bool:
        """Whether a call is of a method of this name, on an object of a library or an unknown one.

        For methods with a distinctive name, on objects of any origin, such as a parser passed to a function. A method
        of a class of the project does not count.
        """
        known = self.callee(node)
        if known is None:
            return isinstance(node.func, cst.Attribute) and node.func.attr.value == method
        return known.endswith("." + method) and not known.startswith(".")

    def report(
        self,
        where: Where,
        message: Message | str,
        *,
        severity: Severity | None = None,
        notes: Sequence[tuple[str, Where | None]] = (),
        origin: Sequence[Origin] = (),
        fix: NodeFix | None = None,
        once: Hashable = None,
    ) -> None:
        """Report a finding at a node of this file, a site in another, or a place in a text file.

        Args:
            where: the place of the finding.
            message: one sentence, no full stop; names the thing and says what to do. A rule that runs once per contract
                refers to it by a :class:`Message` with `{contract}`.
            severity: overrides that of the rule.
            notes: (text, place) lines in reading order, before those made from `origin`.
            origin: where the reported value came from.
            fix: how to fix it.
            once: key of the finding; another report with the same key in this file is dropped.
        """
        if once is not None:
            if once in self._reported:
                return
            self._reported.add(once)
        lines = list(notes)
        lines += [(f"value from {step.text}" if step.text else "value from", step.site) for step in origin]
        hidden = self.context.hidden
        hide: Callable[[str], str] = str
        if hidden:
            written = self.context.module.text
            hide = partial(conceal, texts=hidden, written=written)
            lines = [(hide(text), place) for text, place in lines]
            if fix is not None:
                fix = _without(fix, hidden, written)
        contract = self.context.contract
        job = next((job for job in self.context.launched_by if job.contract is contract), None) if contract else None
        report = Report(
            rule=self,
            where=where,
            message=Message.of(message),
            severity=severity or self.severity,
            notes=tuple(lines),
            fix=fix,
            contract=contract,
            job=job,
            hide=hide,
        )
        report.text()  # a missing part is a failure of this rule, not of the whole file
        self.context.reports.append(report)


class ScriptRule(Rule):
    """A rule that judges a container script.

    With `per_contract`, the rule runs once for each contract that governs the script, and not at all if none does.
    `context.contract` is that contract, and the facts are computed with the values it gives.
    """

    per_contract: ClassVar[bool] = False
    anywhere: ClassVar[bool] = False
    """Also run on the cells of notebooks, whose code does not run in a container."""

    def accesses(self, node: cst.CSTNode) -> Sequence[PathAccess]:
        """The paths that the call (or import) at `node` reads, writes, probes or deletes."""
        return self.facts.at(node, PathAccess)

    def environment(self, node: cst.CSTNode) -> Sequence[EnvRead]:
        """The environment variables read at `node`."""
        return self.facts.at(node, EnvRead)

    def arguments(self, node: cst.CSTNode) -> Sequence[ArgumentFact]:
        """The arguments defined at `node`."""
        return self.facts.at(node, ArgumentFact)

    def known(self, node: cst.CSTNode, kind: type[FactType]) -> Sequence[FactType]:
        """The facts of any type at `node`."""
        return self.facts.at(node, kind)


class JobRule(Rule):
    """A rule that judges job definitions, in Python and in documents such as pipeline JSON.

    `check_definitions` is called once, with everything that the file defines: jobs, pipelines, uses of one in the
    other. Then `check_job` is called for each job. A file that defines nothing is not visited.

    In Python, `facts` are those of a file that runs outside the container: `__file__` is its real path, and uses of
    pipeline variables are included. A document has no facts and no syntax tree, so no nodes are visited.
    """

    documents: ClassVar[bool] = True
    """Also run on documents that are not Python. False for a rule about how the code is written."""

    def check_definitions(self, definitions: Definitions) -> None:
        """Check everything that the file defines."""

    def check_job(self, job: Job) -> None:
        """Check one job definition."""


class ContractRule(Rule):
    """A rule that judges a declared contract; its findings point into the TOML file."""

    def check_contract(self, contract: Contract) -> None:
        """Check one contract."""
