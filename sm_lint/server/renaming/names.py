"""What is renamed, and how each of its spellings changes."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from sm_lint.contracts.model import argument_name
from sm_lint.patterns import regex
from sm_lint.sagemaker.environment import HYPERPARAMETER_PREFIX, channel_variable, variable_key
from sm_lint.sagemaker.paths import root

Kind = Literal["variable", "argument", "channel", "input", "output"]

_VALID = {
    "variable": regex(r"[A-Za-z_]\w*", re.ASCII),
    "argument": regex(r"[A-Za-z_][\w-]*", re.ASCII),
    "channel": regex(r"[A-Za-z0-9_][\w-]{0,63}", re.ASCII),
    "input": regex(r"[A-Za-z0-9_][\w-]{0,63}", re.ASCII),
    "output": regex(r"[A-Za-z0-9_][\w-]{0,63}", re.ASCII),
}
_CALLED = {
    "variable": "a variable",
    "argument": "an argument",
    "channel": "a channel",
    "input": "an input",
    "output": "an output",
}


class RenameRefusedError(Exception):
    """Why something cannot be renamed: one sentence without a full stop."""


def where(path: str, line: int) -> str:
    """A place in messages."""
    return f"{os.path.basename(path)}:{line}"


class Name(NamedTuple):
    """A name that scripts, contracts and job definitions share.

    Attributes:
        kind: what has it; ``input`` and ``output`` are logical names of a contract and of a processing job.
        text: the name; that of an argument is without leading hyphens and with ``-`` for ``_``.
    """

    kind: Kind
    text: str


@dataclass(frozen=True)
class Renaming:
    """A name, and the one that replaces it."""

    name: Name
    new: str

    def check(self) -> None:
        """Make sure that the new name is one.

        Raises:
            RenameRefusedError: it is not.
        """
        kind = self.name.kind
        if _VALID[kind].fullmatch(self.new) is None:
            raise RenameRefusedError(f"`{self.new}` is not a valid name of {_CALLED[kind]}")

    def variable(self, name: str) -> str:
        """The new name of an environment variable; the same one if it does not concern this name."""
        kind, text = self.name
        if kind == "variable":
            return self.new if name == text else name
        if kind == "channel":
            return channel_variable(self.new) if name == channel_variable(text) else name
        if kind == "argument" and name.startswith(HYPERPARAMETER_PREFIX):
            bare = name[len(HYPERPARAMETER_PREFIX) :]
            if variable_key(bare) == variable_key(text):
                return HYPERPARAMETER_PREFIX + (self.new if "-" in bare else self.new.replace("-", "_")).upper()
        return name

    def argument(self, spelling: str) -> str:
        """The new spelling of an argument, such as ``--batch-size`` or ``batch_size``, with the old separators."""
        bare = spelling.lstrip("-")
        if self.name.kind != "argument" or argument_name(bare) != self.name.text:
            return spelling
        new = self.new
        if "_" in bare and "-" not in bare:
            new = new.replace("-", "_")
        elif "-" in bare:
            new = new.replace("_", "-")
        return spelling[: len(spelling) - len(bare)] + new

    def attribute(self, name: str) -> str:
        """The new name of an attribute of the parsed arguments."""
        return self.argument(name).replace("-", "_")

    def logical(self, direction: str, name: str) -> str:
        """The new logical name of an input or output of a job or contract, or of its channel."""
        kind = "input" if self.name.kind == "channel" else self.name.kind
        return self.new if kind == direction and name == self.name.text else name

    def paths(self, text: str) -> str:
        """A text in which the channel's directory has its new name."""
        return self.directory.sub(self.new, text) if self.name.kind == "channel" else text

    @cached_property
    def directory(self) -> re.Pattern[str]:
        """Matches the channel's name in its directory, and in what Pipe mode makes of it."""
        head = re.escape(root("channels").lstrip("/") + "/")
        return re.compile(rf"(?<={head}){re.escape(self.name.text)}(?=(?:_\d+|-manifest)?(?![\w.-]))")

    def use(self, path: str) -> str:
        """A property path in which the output has its new name: ``ProcessingOutputConfig.Outputs["x"]``."""
        return self.output.sub(self.new, path) if self.name.kind == "output" else path

    @cached_property
    def output(self) -> re.Pattern[str]:
        """Matches the output's name in a property path."""
        return re.compile(rf"""(?<=Outputs\[["']){re.escape(self.name.text)}(?=["']\])""")

    @property
    def is_idle(self) -> bool:
        """Whether the new name is the old one."""
        new = argument_name(self.new) if self.name.kind == "argument" else self.new
        return new == self.name.text

    def same(self) -> Renaming:
        """The renaming that changes nothing."""
        return Renaming(self.name, self.name.text)
