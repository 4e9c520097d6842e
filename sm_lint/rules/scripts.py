"""What a script parses, saves, serves and ships."""

from __future__ import annotations

from sm_lint.flow.models.argparse import dotted
from sm_lint.judgement.command_line import flags, is_needed, parse_calls, refused, shown, takers, unfilled
from sm_lint.judgement.lost_artifacts import Losses, deposits, is_checked, saves_data, saves_model
from sm_lint.judgement.serving import Serving, served_here, serving, top_level
from sm_lint.judgement.shipping import (
    REQUIREMENTS,
    changes_search_path,
    foreign_imports,
    image_modules,
    installs_packages,
    job_of,
    kind_of_argument,
    may_bring_modules,
    needed_imports,
    required_beside,
    ships_entry_point_alone,
    ships_one_file,
    with_source_dir,
)
from sm_lint.registry.imported import imports_name
from sm_lint.registry.location import is_test

__all__ = [
    "Losses",
    "REQUIREMENTS",
    "Serving",
    "changes_search_path",
    "deposits",
    "dotted",
    "flags",
    "foreign_imports",
    "image_modules",
    "imports_name",
    "installs_packages",
    "is_checked",
    "is_needed",
    "is_test",
    "job_of",
    "kind_of_argument",
    "may_bring_modules",
    "needed_imports",
    "parse_calls",
    "refused",
    "required_beside",
    "saves_data",
    "saves_model",
    "served_here",
    "serving",
    "ships_entry_point_alone",
    "ships_one_file",
    "shown",
    "takers",
    "top_level",
    "unfilled",
    "with_source_dir",
]
