"""What a job definition says, dialect by dialect."""

from __future__ import annotations

from sm_lint.jobs.definition.build import label_of
from sm_lint.jobs.definition.reading import (
    absent,
    at_field,
    elements,
    entries,
    find,
    find_in,
    flag,
    literal,
    number,
    of_direction,
    output_names,
    shape,
)
from sm_lint.jobs.definition.sdk import class_named
from sm_lint.jobs.python.sdk_mounts import sdk_inputs
from sm_lint.jobs.resolve.made_by_shell import may_be_made
from sm_lint.jobs.resolve.notebook_scripts import written_by_notebook
from sm_lint.jobs.resolve.resolve import A_FOLDER
from sm_lint.jobs.resolve.supply import location
from sm_lint.judgement.arguments.added_arguments import adds_s3_uri
from sm_lint.judgement.arguments.unread_hyperparameters import reads_no_arguments, unread_hyperparameters
from sm_lint.judgement.definitions.algorithm_jobs import (
    algorithm_of,
    given_hyperparameters,
    looked_up,
    runs_clarify,
    version_looked_up,
)
from sm_lint.judgement.definitions.destinations import Destination, DestinationPattern, same_name
from sm_lint.judgement.definitions.dialects import (
    GENERATIONS,
    dialects,
    dropped_hyperparameters,
    hyperparameter_variable,
    hyperparameters,
    meant_flag,
    misread_hyperparameters,
    misspelt_channel,
    spelling,
)
from sm_lint.judgement.definitions.endpoint_instances import endpoint_instance_types
from sm_lint.judgement.definitions.join_advice import joined
from sm_lint.judgement.definitions.local_files import LocalFiles
from sm_lint.judgement.definitions.pipeline_variable_uses import (
    CONTROL_OPERATIONS,
    IMMEDIATE_CALLS,
    STRING_OPERATIONS,
    TEST_OPERATIONS,
    effect,
    fails,
    kind_of,
)
from sm_lint.judgement.definitions.placeholders import has_placeholder, is_placeholder_name, is_unfinished
from sm_lint.judgement.definitions.printed_texts import Printed, near_miss, printed
from sm_lint.judgement.definitions.probes import is_only_a_value, is_told_apart
from sm_lint.judgement.definitions.sdk_calls import (
    Called,
    Target,
    called,
    calls_of,
    class_names,
    maker,
    narrowed,
    offered_keywords,
    taken_by,
    targets,
    unknown_keywords,
    unwritten,
    variable_type,
)
from sm_lint.judgement.definitions.sdk_config import is_in_sdk_config, variables_of_sdk_config
from sm_lint.judgement.definitions.sdk_methods import Lacking, lacking_method
from sm_lint.judgement.definitions.sdk_pin import Pin, generations_with, newest_admitted, target_sdk
from sm_lint.judgement.definitions.sdk_requirements import Requirement
from sm_lint.judgement.definitions.sdk_rewrites import mount_fix, renamed
from sm_lint.judgement.definitions.secrets import is_written_secret, names_secret
from sm_lint.judgement.definitions.step_order import Dependency, dependencies, runs_after
from sm_lint.judgement.files.shipped_texts import imported_texts, shipped_texts
from sm_lint.judgement.policies.violations import Violation, policy_violations
from sm_lint.judgement.serving.exchanges import Exchange, ServedModel, endpoint_of, exchanges
from sm_lint.judgement.serving.hosting import Container, containers, framework_of_image
from sm_lint.sagemaker.algorithms import Algorithm
from sm_lint.sagemaker.sdk.old_names import instead_of_old

__all__ = [
    "A_FOLDER",
    "Algorithm",
    "CONTROL_OPERATIONS",
    "Called",
    "Container",
    "Dependency",
    "Destination",
    "DestinationPattern",
    "Exchange",
    "GENERATIONS",
    "IMMEDIATE_CALLS",
    "Lacking",
    "LocalFiles",
    "Pin",
    "Printed",
    "Requirement",
    "STRING_OPERATIONS",
    "ServedModel",
    "TEST_OPERATIONS",
    "Target",
    "Violation",
    "absent",
    "adds_s3_uri",
    "algorithm_of",
    "at_field",
    "called",
    "calls_of",
    "class_named",
    "class_names",
    "containers",
    "dependencies",
    "dialects",
    "dropped_hyperparameters",
    "effect",
    "elements",
    "endpoint_instance_types",
    "endpoint_of",
    "entries",
    "exchanges",
    "fails",
    "find",
    "find_in",
    "flag",
    "framework_of_image",
    "generations_with",
    "given_hyperparameters",
    "has_placeholder",
    "hyperparameter_variable",
    "hyperparameters",
    "imported_texts",
    "instead_of_old",
    "is_in_sdk_config",
    "is_only_a_value",
    "is_placeholder_name",
    "is_told_apart",
    "is_unfinished",
    "is_written_secret",
    "joined",
    "kind_of",
    "label_of",
    "lacking_method",
    "literal",
    "location",
    "looked_up",
    "maker",
    "may_be_made",
    "meant_flag",
    "misread_hyperparameters",
    "misspelt_channel",
    "mount_fix",
    "names_secret",
    "narrowed",
    "near_miss",
    "newest_admitted",
    "number",
    "of_direction",
    "offered_keywords",
    "output_names",
    "policy_violations",
    "printed",
    "reads_no_arguments",
    "renamed",
    "runs_after",
    "runs_clarify",
    "same_name",
    "sdk_inputs",
    "shape",
    "shipped_texts",
    "spelling",
    "taken_by",
    "target_sdk",
    "targets",
    "unknown_keywords",
    "unread_hyperparameters",
    "unwritten",
    "variable_type",
    "variables_of_sdk_config",
    "version_looked_up",
    "written_by_notebook",
]
