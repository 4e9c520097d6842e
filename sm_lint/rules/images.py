"""What is wrong with an image of the project's own, as its Dockerfile describes it."""

from __future__ import annotations

from sm_lint.judgement.files.containers import (
    Misplaced,
    MissingProgram,
    OwnImage,
    Swallowed,
    misplaced_programs,
    missing_program,
    own_image,
    swallowed_programs,
)
from sm_lint.judgement.files.hidden_files import Hidden, code_in_the_way, hidden_files
from sm_lint.judgement.files.image_secrets import ImageSecret, image_secrets
from sm_lint.judgement.files.image_servers import Address, Server, addresses, is_wrong, web_server
from sm_lint.judgement.files.image_support import Unsupported, unsupported_image, version_setting
from sm_lint.judgement.files.installed_requirements import (
    Judged,
    Replaced,
    Uninstallable,
    judge_requirements,
    requirements_place,
)
from sm_lint.judgement.files.lost_constraints import lost_in_image, taken_as_redirection

__all__ = [
    "Address",
    "Server",
    "addresses",
    "is_wrong",
    "web_server",
    "Hidden",
    "ImageSecret",
    "Judged",
    "Misplaced",
    "MissingProgram",
    "OwnImage",
    "Replaced",
    "Swallowed",
    "Uninstallable",
    "Unsupported",
    "code_in_the_way",
    "hidden_files",
    "image_secrets",
    "lost_in_image",
    "misplaced_programs",
    "missing_program",
    "own_image",
    "judge_requirements",
    "requirements_place",
    "swallowed_programs",
    "taken_as_redirection",
    "unsupported_image",
    "version_setting",
]
