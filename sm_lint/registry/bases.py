"""What a rule is: a libcst visitor that asks what the interpreter knows of a node and reports what is wrong.

The three bases say what a rule looks at: :class:`ScriptRule` a container script, :class:`JobRule` a job definition,
:class:`ContractRule` a declared contract. A rule from a plugin and a built-in one are the same thing.
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
    """A fix that says nothing of what comes from documents; None for one that would write it down."""
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
    "check_pipeline_variable_use": PipelineVariableUse,
    "check_unresolved": Unresolved,
}
"""Methods by which a rule looks at facts, with the type of fact that each is called with."""


class Rule(cst.CSTVisitor):
    """Base of all rules. The docstring of a subclass is its documentation page, under fixed headings.

    A rule is a visitor. For each file (and each contract, where `per_contract`) a new instance is made, and called in this
    order: `begin`; then, in the order of the text, ``visit_X`` and ``leave_X`` for each node of type X, and after
    ``visit_X`` one of the methods below for each fact that is known of the node; then `finish`.

    | method | is called for |
    |---|---|
    | ``check_access(access)`` | a path that is read, written, probed or deleted |
    | ``check_path_passed(passed)`` | a path that is handed to a call which is not known |
    | ``check_object(access)`` | an object or prefix in S3 that is read, written, probed or deleted by its URI |
    | ``check_none_path(use)`` | a call that wants a path and may get None |
    | ``check_env_read(read)``, ``check_env_write(write)`` | an environment variable that is read, or set |
    | ``check_env_use(use)`` | a variable's undecoded text where something else is wanted |
    | ``check_argument(argument)`` | an argument that a parser defines |
    | ``check_undefined_attribute(use)`` | an attribute of parsed arguments that no argument gives |
    | ``check_parse_call(call)`` | a call that parses the command line |
    | ``check_import(imported)`` | an import |
    | ``check_handler(handler)`` | a handler that the model server calls |
    | ``check_logical_name(lookup)`` | a path that is looked up by its logical name |
    | ``check_pipeline_variable_use(use)`` | a pipeline variable in a place that wants a value |
    | ``check_unresolved(gap)`` | a place that the interpreter could not follow |
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
    """Codes and names the rule had before; selecting and suppressing by them goes on working."""

    context: Context

    def __init__(self) -> None:
        """Make an instance for one file."""
        super().__init__()
        self._reported: set[Hashable] = set()

    def begin(self) -> bool | None:
        """Prepare the rule; called before the first node.

        Returns:
            False where no node or fact of the file can matter: as after a ``visit_X`` that returns False, none is met then.
        """

    def finish(self) -> None:
        """Called after the last node of the file has been visited."""

    @property
    def facts(self) -> ScriptFacts:
        """What the interpreter knows of the file."""
        return self.context.facts

    def qualified_name(self, node: cst.CSTNode) -> str | None:
        """The qualified name of a dotted name by the imports of the file, such as ``joblib.dump``; None where it is not known."""
        bound = self.context.memo.get("bindings")
        if bound is None:
            bound = self.context.memo["bindings"] = bindings(self.context.module)
        return qualified_name(node, cast("Bindings", bound))

    def callee(self, node: cst.Call) -> str | None:
        """The qualified name of what a call calls: ``transformers.AutoModel.from_pretrained``.

        The interpreter knows it through aliases, assignments and parameters; in code that it did not run, the imports of
        the file decide. A method has the type of its receiver in front: ``argparse.ArgumentParser.add_argument``.
        The name of what the project defines itself begins with a dot, ``.Trainer.fit``, as far as the interpreter knows it.

        Returns:
            None where it is not known, or not always the same.
        """
        known = self.context.known.callee(node) if self.context.known is not None else None
        return known if known is not None else self.qualified_name(node.func)

    def calls_method(self, node: cst.Call, method: str) -> bool:
        """Whether a call is of a method of this name: of a library's object, or of one that is not known.

        For methods whose name is distinctive, on objects that may come from anywhere, such as a parser that a function is
        given. A method of a class of the project is another one.
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
            where: what to underline.
            message: one sentence, no full stop; names the thing and says what to do. A rule that runs once per contract
                names it by a :class:`Message` with `{contract}`.
            severity: in place of the rule's own.
            notes: (text, place) lines in reading order, before those made from `origin`.
            origin: where the value that is complained about came from.
            fix: how to repair it.
            once: what the finding is about; a second report about the same thing in this file is dropped.
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
        report.text()  # a part that is missing is this rule's failure, not that of the whole file
        self.context.reports.append(report)


class ScriptRule(Rule):
    """A rule that looks at a container script.

    With `per_contract` the rule runs once for each contract that governs the script, and not at all where none does;
    `context.contract` is that contract, and the facts were worked out with the values it gives.
    """

    per_contract: ClassVar[bool] = False
    anywhere: ClassVar[bool] = False
    """Look at the cells of notebooks as well, whose code does not run in a container."""

    def accesses(self, node: cst.CSTNode) -> Sequence[PathAccess]:
        """Paths that the call (or import) at `node` reads, writes, probes or deletes."""
        return self.facts.at(node, PathAccess)

    def environment(self, node: cst.CSTNode) -> Sequence[EnvRead]:
        """Environment variables read at `node`."""
        return self.facts.at(node, EnvRead)

    def arguments(self, node: cst.CSTNode) -> Sequence[ArgumentFact]:
        """Arguments defined at `node`."""
        return self.facts.at(node, ArgumentFact)

    def known(self, node: cst.CSTNode, kind: type[FactType]) -> Sequence[FactType]:
        """Facts of any type at `node`."""
        return self.facts.at(node, kind)


class JobRule(Rule):
    """A rule that looks at job definitions, in Python and in documents such as pipeline JSON.

    `check_definitions` is called once, with everything that the file defines: jobs, pipelines, uses of one in the
    other. Then `check_job` is called for each job. A file that defines nothing is not visited.

    In Python, `facts` are those of a file that runs where jobs are started: `__file__` is its real path, and uses of
    pipeline variables are among them. A document has no facts and no syntax tree, and none of its nodes is visited.
    """

    documents: ClassVar[bool] = True
    """Look at documents that are no Python as well. False for a rule about how the code is written."""

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at everything that the file defines."""

    def check_job(self, job: Job) -> None:
        """Look at one job definition."""


class ContractRule(Rule):
    """A rule that looks at a declared contract; its findings point into the TOML file."""

    def check_contract(self, contract: Contract) -> None:
        """Look at one contract."""
