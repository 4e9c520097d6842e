"""What a contract declares, and whether a script keeps to it."""

from __future__ import annotations

from sm_lint.contracts.cover import (
    arguments,
    channels,
    declared_paths,
    family,
    has_channels,
    input_path,
    input_paths,
    logical_names,
    may_be_declared,
    may_touch,
    named,
    nearest_path,
    output_paths,
    variable,
)
from sm_lint.contracts.paths import is_above, is_under
from sm_lint.contracts.values import same_value
from sm_lint.contracts.versions import Version, VersionRange, parse_version
from sm_lint.judgement.contract.checked_accesses import CheckedAccesses
from sm_lint.judgement.contract.compliance import (
    AccessChecker,
    Confidence,
    Made,
    channel_reads,
    opened_output,
    read_checker,
    required_channels,
    undeclared_variables,
    write_checker,
)
from sm_lint.judgement.contract.launch_places import runs_from, unmade_places
from sm_lint.judgement.contract.misspelt_variables import misspelt_variables
from sm_lint.judgement.contract.omissions import (
    empty_output_severity,
    is_mkdir,
    may_be_judged,
    meant_channels,
    misplaced_input,
    misplaced_output,
    suffixed_outputs,
    unread_variables,
    unused_input_severity,
    unused_inputs,
    unwritten_files,
    unwritten_outputs,
    uploads_itself,
)
from sm_lint.judgement.contract.sources import RefusedSource, refused_sources

__all__ = [
    "AccessChecker",
    "CheckedAccesses",
    "Made",
    "Confidence",
    "RefusedSource",
    "Version",
    "VersionRange",
    "arguments",
    "channel_reads",
    "channels",
    "declared_paths",
    "empty_output_severity",
    "family",
    "has_channels",
    "input_path",
    "input_paths",
    "is_above",
    "is_mkdir",
    "is_under",
    "read_checker",
    "write_checker",
    "logical_names",
    "may_be_declared",
    "may_be_judged",
    "may_touch",
    "meant_channels",
    "misplaced_input",
    "misplaced_output",
    "misspelt_variables",
    "named",
    "nearest_path",
    "opened_output",
    "output_paths",
    "parse_version",
    "refused_sources",
    "required_channels",
    "runs_from",
    "same_value",
    "suffixed_outputs",
    "undeclared_variables",
    "unmade_places",
    "unread_variables",
    "unused_input_severity",
    "unused_inputs",
    "unwritten_files",
    "unwritten_outputs",
    "uploads_itself",
    "variable",
]
