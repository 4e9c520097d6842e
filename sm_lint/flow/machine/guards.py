"""Guards of the current code: what enclosing probes and handlers anticipate."""

from __future__ import annotations


class Guards:
    """The probes and handlers around the current code.

    A handler that continues after a failure guards every access: in the whole call tree if it names the failure, and
    only directly in its block (`depth` of the stack) if it catches everything. With `none`, it guards passing None as a
    path; with `attributes`, reading a missing attribute.
    """

    __slots__ = ("attributes", "depth", "everything", "names", "none", "paths")

    def __init__(
        self,
        paths: frozenset[str],
        names: frozenset[str],
        *,
        everything: bool = False,
        depth: int | None = None,
        none: bool = False,
        attributes: bool = False,
    ) -> None:
        self.paths = paths
        self.names = names
        self.everything = everything
        self.depth = depth
        self.none = none
        self.attributes = attributes

    def all_at(self, depth: int) -> bool:
        """Whether every access at this depth of the stack is guarded."""
        return self.everything and (self.depth is None or self.depth == depth)
