"""Interface for authors of rules; the built-in rules use nothing else.

This module has the base classes, fixes, and the types that a rule is given: facts of a script, contracts, job definitions.
The helpers that several rules share are in submodules by subject: ``contracts``, ``jobs``, ``scripts``, ``platform`` and
``source``. The names in ``__all__`` of these modules are public, and change only with a major version; so are those of
:mod:`sm_lint` and :mod:`sm_lint.testing`. All other modules of ``sm_lint`` may change between versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sm_lint.deferred import deferred_names

if TYPE_CHECKING:
    from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable
    from sm_lint.diagnostics.finding import Applicability, Severity
    from sm_lint.flow.facts import (
        ArgumentFact,
        EnvRead,
        EnvUse,
        EnvWrite,
        Fact,
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
        Site,
        UndefinedAttribute,
        Unresolved,
    )
    from sm_lint.jobs.definition.model import (
        Definitions,
        Deployment,
        Job,
        ModelCall,
        Mount,
        Pipeline,
        Script,
        SdkCall,
        Setting,
        Supplier,
        Use,
        WrittenScript,
    )
    from sm_lint.registry.bases import ContractRule, JobRule, Rule, ScriptRule
    from sm_lint.registry.context import Context
    from sm_lint.registry.message import Message
    from sm_lint.registry.report import NodeEdit, NodeFix, Where
    from sm_lint.registry.rule_info import RuleInfo
    from sm_lint.sagemaker.job_kinds import JobKind
    from sm_lint.spelling import did_you_mean, suggest
    from sm_lint.syntax.span import Place, Span
    from sm_lint.workspace.view import FileView

# Loaded when first used: a catalogue of rules needs neither libcst nor the rules.
_HOMES = {
    "sm_lint.contracts.model": (
        "Argument",
        "Contract",
        "Input",
        "Output",
        "Variable",
    ),
    "sm_lint.diagnostics.finding": (
        "Applicability",
        "Severity",
    ),
    "sm_lint.flow.facts": (
        "ArgumentFact",
        "EnvRead",
        "EnvUse",
        "EnvWrite",
        "Fact",
        "Handler",
        "HyperparameterRead",
        "ImportFact",
        "LogicalName",
        "NonePath",
        "ObjectAccess",
        "ObjectAccess",
        "Origin",
        "ParseCall",
        "PathAccess",
        "PathPassed",
        "PipelineVariableUse",
        "ScriptFacts",
        "Site",
        "UndefinedAttribute",
        "Unresolved",
    ),
    "sm_lint.jobs.definition.model": (
        "Definitions",
        "Deployment",
        "Job",
        "ModelCall",
        "Mount",
        "Pipeline",
        "Script",
        "SdkCall",
        "Setting",
        "Supplier",
        "Use",
        "WrittenScript",
    ),
    "sm_lint.registry.bases": (
        "ContractRule",
        "JobRule",
        "Rule",
        "ScriptRule",
    ),
    "sm_lint.registry.context": ("Context",),
    "sm_lint.registry.message": ("Message",),
    "sm_lint.registry.report": (
        "NodeEdit",
        "NodeFix",
        "Where",
    ),
    "sm_lint.registry.rule_info": ("RuleInfo",),
    "sm_lint.sagemaker.job_kinds": ("JobKind",),
    "sm_lint.spelling": (
        "did_you_mean",
        "suggest",
    ),
    "sm_lint.syntax.span": (
        "Place",
        "Span",
    ),
    "sm_lint.workspace.view": ("FileView",),
}
__getattr__, __dir__ = deferred_names(__name__, _HOMES)

__all__ = [
    "Applicability",
    "Argument",
    "ArgumentFact",
    "Context",
    "Contract",
    "ContractRule",
    "Definitions",
    "Deployment",
    "EnvRead",
    "EnvUse",
    "EnvWrite",
    "Fact",
    "FileView",
    "Handler",
    "HyperparameterRead",
    "ImportFact",
    "Input",
    "Job",
    "JobKind",
    "JobRule",
    "LogicalName",
    "Message",
    "ModelCall",
    "Mount",
    "NodeEdit",
    "NodeFix",
    "NonePath",
    "ObjectAccess",
    "Origin",
    "Output",
    "ParseCall",
    "PathAccess",
    "PathPassed",
    "Pipeline",
    "PipelineVariableUse",
    "Place",
    "Rule",
    "RuleInfo",
    "Script",
    "ScriptFacts",
    "ScriptRule",
    "SdkCall",
    "Setting",
    "Severity",
    "Site",
    "Span",
    "UndefinedAttribute",
    "Supplier",
    "Unresolved",
    "Use",
    "Variable",
    "Where",
    "WrittenScript",
    "did_you_mean",
    "suggest",
]
