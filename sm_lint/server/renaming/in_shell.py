"""Shell scripts and Dockerfiles that use a name: they are not edited."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from sm_lint.sagemaker.environment import channel_variable
from sm_lint.server.renaming.groups import Group
from sm_lint.server.renaming.names import RenameRefusedError, Renaming, where
from sm_lint.server.renaming.sources import Sources
from sm_lint.server.snapshot import Snapshot
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import IMAGES, document_kind

MOST_BYTES = 1 << 20


def expect_none_in_shell(snapshot: Snapshot, sources: Sources, group: Group, renaming: Renaming) -> None:
    """Make sure that no shell script beside the scripts, and no Dockerfile of the project, uses a name.

    Raises:
        RenameRefusedError: one does.
    """
    name = renaming.name
    if name.kind not in ("variable", "channel"):
        return
    variable = name.text if name.kind == "variable" else channel_variable(name.text)
    word = re.compile(rf"(?<![\w-]){re.escape(variable)}(?![\w-])")
    for path in sorted({*_shell_scripts(group), *(each for each in snapshot.files if document_kind(each) in IMAGES)}):
        for number, line in enumerate(sources.raw(path).splitlines(), 1):
            code = "" if line.lstrip().startswith("#") else line
            if word.search(code) or renaming.paths(code) != code:
                raise RenameRefusedError(f"{where(path, number)} uses `{name.text}` too, and is not edited")


def _shell_scripts(group: Group) -> Iterator[str]:
    for folder in {os.path.dirname(script) for script in group.scripts}:
        try:
            names = disk.names_in(folder)
        except OSError:
            continue
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(".sh") and (disk.size_of(path) or MOST_BYTES) < MOST_BYTES:
                yield path
