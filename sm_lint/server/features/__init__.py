"""What the server answers, by subject; each module registers its part."""

from __future__ import annotations

from sm_lint.server.features import changes, commands, documents, questions, reports
from sm_lint.server.protocol import Server


def register(server: Server) -> None:
    """Register everything that the server answers."""
    for subject in (documents, reports, questions, changes, commands):
        subject.register(server)
