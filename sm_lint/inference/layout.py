"""Where a job would mount what a script reads and collect what it writes, where the script has no names for it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Literal, NamedTuple

from sm_lint.contracts.paths import is_under
from sm_lint.flow.facts import PathAccess
from sm_lint.inference.naming import name_of_constant, name_of_path
from sm_lint.inference.touches import Direction, Touch
from sm_lint.judgement.contract.omissions import is_mkdir
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import channel_of, platform_place, root

_HYPERPARAMETERS = "/opt/ml/input/config/hyperparameters.json"
_MODEL = "/opt/ml/model"
_DATA = "/opt/ml/output/data"
_ENDS = {"input": "input", "inputs": "input", "output": "output", "outputs": "output"}


class Spot(NamedTuple):
    """A place that a job mounts or collects: its path, its name, and whether the name is the author's."""

    path: str
    name: str
    sure: bool = False
    kind: Literal["dir", "file"] = "dir"


class Layout:
    """The places that the accesses of one script lie in.

    Args:
        kind: the kind of job that it runs in; None if it is not known.
        touches: its accesses.
    """

    def __init__(self, kind: JobKind | None, touches: Sequence[Touch]) -> None:
        self.touches = touches
        self._kind = kind

    def likely_direction(self, touch: Touch) -> Direction | None:
        """What a path is for that is passed to a call whose effect is not known; None where its name does not say."""
        if is_under(touch.path, root("channels")):
            return "input"
        if touch.path.startswith(("/opt/ml/output", _MODEL)):
            return "output" if self._kind in ("training", None) else "input"
        words = touch.path.removeprefix(root("processing") + "/").split("/", 1)[0]
        direction = _ENDS.get(words)
        return "input" if direction == "input" else "output" if direction == "output" else None

    def spot(self, touch: Touch, direction: Direction) -> Spot | str | None:
        """The place that an access lies in; None for one of the platform, and a reason where no job has a place there."""
        path = touch.path
        if is_under(path, root("channels")) and direction == "input":
            return self._channel(touch)
        if path == _HYPERPARAMETERS and direction == "input" and self._kind in ("training", None):
            return Spot(path, "config", kind="file")
        if is_under(path, _MODEL):
            return self._model(direction)
        if is_under(path, _DATA) and direction == "output" and self._kind in ("training", None):
            return Spot(_DATA, "data_output")
        if platform_place(path, self._kind, "read" if direction == "input" else "write") is not None:
            return None
        if is_under(path, root("processing")) and self._kind in ("processing", None):
            return self._processing(touch, direction)
        what = "read" if direction == "input" else "written"
        return f"it is {what}, where a {self._kind or 'SageMaker'} job mounts nothing"

    def _channel(self, touch: Touch) -> Spot | None:
        channel = channel_of(touch.path)
        if platform_place(touch.path, "training", "read") is not None and touch.path != root("channels"):
            return None
        if channel is None or "*" in channel or (suffix_kind(channel) == "file" and touch.path.endswith(channel)):
            return Spot(root("channels"), "input_data")
        return Spot(f"{root('channels')}/{channel}", channel, sure=True)

    def _model(self, direction: Direction) -> Spot | None:
        if self._kind in ("training", None) and direction == "output":
            return Spot(_MODEL, "model_output")
        if self._kind in ("inference", "transform") and direction == "input":
            return Spot(_MODEL, "model")
        return None

    # -- processing -----------------------------------------------------------------------------------------------

    def _processing(self, touch: Touch, direction: Direction) -> Spot | str:
        top = root("processing")
        segments = [part for part in touch.path.removeprefix(top).split("/") if part]
        if not segments or "*" in segments[0] or (len(segments) == 1 and suffix_kind(segments[0]) == "file"):
            return f"it is directly in `{top}`, which holds all inputs and outputs"
        base = f"{top}/{segments[0]}"
        if segments[0] not in _ENDS or self._is_used_itself(base, direction):
            return self._named(touch, base, direction)
        return self._named(touch, f"{base}/{segments[1]}" if len(segments) > 1 else base, direction)

    def _is_used_itself(self, base: str, direction: Direction) -> bool:
        """Whether files are directly in a directory, or everything that is in it is meant."""
        for touch in self.touches:
            if touch.direction != direction or not is_under(touch.path.split("*", 1)[0].rstrip("/"), base):
                continue
            if touch.direction == "output" and isinstance(touch.fact, PathAccess) and is_mkdir(touch.fact):
                continue
            rest = touch.path.removeprefix(base).strip("/")
            if not rest or "*" in rest.split("/", 1)[0]:
                return True
            if "/" not in rest and not touch.is_folder:
                return True
            if direction == "output" and touch.written == base:
                return True
        return False

    def _named(self, touch: Touch, path: str, direction: Direction) -> Spot:
        deeper = self._common_literal(path, direction)
        path = deeper or path
        for other in self.touches:
            if other.written == path and (name := name_of_constant(other.name)):
                return Spot(path, name, sure=True)
        return Spot(path, name_of_path(path, direction))

    def _common_literal(self, path: str, direction: Direction) -> str | None:
        """The directory below a place that the script writes as one text, where all its accesses are below that."""
        inside = [touch for touch in self.touches if touch.direction == direction and is_under(touch.path, path)]
        heads = {posixpath.dirname(t.written) if _is_file(t) else t.written for t in inside}
        head = heads.pop() if len(heads) == 1 else ""
        return head if head != path and is_under(head, path) else None


def _is_file(touch: Touch) -> bool:
    """Whether the literal that a path begins with is that of a file."""
    return suffix_kind(touch.written) == "file" or (touch.written == touch.path and not touch.is_folder)
