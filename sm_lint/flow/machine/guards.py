"""What a probe or a handler around code foresees."""

from __future__ import annotations


class Guards:
    """What has been probed for around the code that is being run.

    A handler that goes on after a failure guards every access: of the whole call tree where it names the failure, of
    the code right in its block (`depth` of the stack) where it catches anything. With `none` it guards what is given
    None in the place of a path, with `attributes` a look at an attribute that is not there.
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
        """Is every access guarded, at this depth of the stack?"""
        return self.everything and (self.depth is None or self.depth == depth)
