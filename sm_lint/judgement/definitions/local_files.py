"""Files that a definition names relative to the folder that it is run in."""

from __future__ import annotations

import os

from sm_lint.jobs.definition.model import Definitions, Setting
from sm_lint.jobs.definition.reading import literal
from sm_lint.jobs.resolve.made_by_shell import may_be_made
from sm_lint.registry.context import Context


class LocalFiles:
    """Looks for files beside a definition and in the folders above it, since it may be run in any of these.

    Args:
        context: of the rule.
        definitions: of the file, which may make files itself.
    """

    def __init__(self, context: Context, definitions: Definitions) -> None:
        self._context = context
        self._written = {*definitions.written, *(name for _, name in definitions.names)}
        self._made = definitions.made

    def missing(self, given: Setting | None) -> str | None:
        """The name of a file or folder that does not exist; None where it exists, may be made, or is not known."""
        text = literal(given)
        if not text or "://" in text or os.path.isabs(text) or text.startswith("~"):
            return None
        name = os.path.basename(text)
        if self._is_there(os.path.normpath(text)) or may_be_made(self._context.text, [name]):
            return None
        return None if any(name in made for made in self._made) else text

    def _is_there(self, name: str) -> bool:
        files = self._context.files
        folder = os.path.dirname(self._context.path)
        while True:
            path = os.path.join(folder, name)
            if path in self._written or files.is_file(path) or files.is_folder(path):
                return True
            above = os.path.dirname(folder)
            if above == folder or not files.in_project(folder):
                return False
            folder = above
