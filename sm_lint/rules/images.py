"""What is wrong with an image of the project's own, as its Dockerfile describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sm_lint.deferred import deferred_names

if TYPE_CHECKING:
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
    from sm_lint.judgement.files.installed_requirements import Replaced, Uninstallable, replaced, uninstallable
    from sm_lint.judgement.files.lost_constraints import lost_in_image, taken_as_redirection

_HOMES = {
    "sm_lint.judgement.files.containers": (
        "Misplaced",
        "MissingProgram",
        "OwnImage",
        "Swallowed",
        "misplaced_programs",
        "missing_program",
        "own_image",
        "swallowed_programs",
    ),
    "sm_lint.judgement.files.hidden_files": (
        "Hidden",
        "code_in_the_way",
        "hidden_files",
    ),
    "sm_lint.judgement.files.image_secrets": (
        "ImageSecret",
        "image_secrets",
    ),
    "sm_lint.judgement.files.image_servers": (
        "Address",
        "Server",
        "addresses",
        "is_wrong",
        "web_server",
    ),
    "sm_lint.judgement.files.installed_requirements": (
        "Replaced",
        "Uninstallable",
        "replaced",
        "uninstallable",
    ),
    "sm_lint.judgement.files.lost_constraints": (
        "lost_in_image",
        "taken_as_redirection",
    ),
}
__getattr__, __dir__ = deferred_names(__name__, _HOMES)

__all__ = [
    "Address",
    "Server",
    "addresses",
    "is_wrong",
    "web_server",
    "Hidden",
    "ImageSecret",
    "Misplaced",
    "MissingProgram",
    "OwnImage",
    "Replaced",
    "Swallowed",
    "Uninstallable",
    "code_in_the_way",
    "hidden_files",
    "image_secrets",
    "lost_in_image",
    "misplaced_programs",
    "missing_program",
    "own_image",
    "replaced",
    "swallowed_programs",
    "taken_as_redirection",
    "uninstallable",
]
