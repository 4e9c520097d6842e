"""What a script parses, saves, serves and ships."""

from __future__ import annotations

from sm_lint.contracts.model import argument_name
from sm_lint.flow.models.argparse import dotted
from sm_lint.judgement.arguments.argument_calls import converted, option_name
from sm_lint.judgement.arguments.command_line import (
    flags,
    has_to_be_given,
    is_needed,
    parse_calls,
    refused,
    shown,
    takers,
    unfilled,
)
from sm_lint.judgement.files.framework_writes import constant_dictionaries, saves_nothing, written_by_framework
from sm_lint.judgement.files.given_files import not_among_objects, not_supplied, read_from_algorithms
from sm_lint.judgement.files.image_packages import python_of_job, surely_missing
from sm_lint.judgement.files.left_files import listed
from sm_lint.judgement.files.lost_artifacts import (
    Losses,
    deposits,
    is_checked,
    is_kept_up,
    is_plain_write,
    saves_data,
    saves_model,
)
from sm_lint.judgement.files.lost_constraints import is_lost_constraint, lost_in_notebook, taken_as_redirection
from sm_lint.judgement.files.notebook_code import notebook_code
from sm_lint.judgement.files.python_versions import needs
from sm_lint.judgement.files.requirement_conflicts import conflicts
from sm_lint.judgement.files.shipping import (
    REQUIREMENTS,
    changes_search_path,
    foreign_imports,
    image_modules,
    installs_packages,
    job_of,
    kind_of_argument,
    lost_requirements,
    may_bring_modules,
    needed_imports,
    required_beside,
    ships_entry_point_alone,
    ships_one_file,
    with_source_dir,
)
from sm_lint.judgement.serving.archive_members import (
    Member,
    archive_name,
    constants_of,
    packed_by_command,
    packed_by_notebook,
    packed_by_shell,
    tar_members,
)
from sm_lint.judgement.serving.model_files import not_saved, run_by_handlers, unsaved_model
from sm_lint.judgement.serving.refusals import HandlerScript, Refusal
from sm_lint.judgement.serving.replies import Reply, replies
from sm_lint.judgement.serving.serving_script import (
    Serving,
    bound_names,
    own_functions,
    served_here,
    serving,
    top_level,
)
from sm_lint.registry.imported import imports_name
from sm_lint.registry.location import is_test
from sm_lint.workspace.document_kind import is_notebook

__all__ = [
    "HandlerScript",
    "listed",
    "not_among_objects",
    "notebook_code",
    "not_saved",
    "not_supplied",
    "run_by_handlers",
    "unsaved_model",
    "Losses",
    "Member",
    "REQUIREMENTS",
    "Refusal",
    "Reply",
    "Serving",
    "archive_name",
    "changes_search_path",
    "conflicts",
    "constants_of",
    "argument_name",
    "converted",
    "deposits",
    "dotted",
    "flags",
    "foreign_imports",
    "has_to_be_given",
    "image_modules",
    "imports_name",
    "installs_packages",
    "is_checked",
    "is_kept_up",
    "is_lost_constraint",
    "is_needed",
    "is_notebook",
    "is_plain_write",
    "is_test",
    "job_of",
    "lost_in_notebook",
    "lost_requirements",
    "kind_of_argument",
    "may_bring_modules",
    "needed_imports",
    "needs",
    "packed_by_command",
    "packed_by_notebook",
    "packed_by_shell",
    "option_name",
    "parse_calls",
    "python_of_job",
    "read_from_algorithms",
    "refused",
    "replies",
    "required_beside",
    "saves_data",
    "saves_model",
    "constant_dictionaries",
    "saves_nothing",
    "served_here",
    "serving",
    "ships_entry_point_alone",
    "ships_one_file",
    "surely_missing",
    "shown",
    "taken_as_redirection",
    "takers",
    "tar_members",
    "bound_names",
    "own_functions",
    "top_level",
    "unfilled",
    "with_source_dir",
    "written_by_framework",
]
