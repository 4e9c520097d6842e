"""Shell command lines as words: simple commands, operands, options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.flow.domain.text import merge_origins, pieces, text_of
from sm_lint.flow.domain.values import Constant, Value
from sm_lint.flow.models.shell_lines import HOLE, split_line

# Options that take a value, by command: the value is not an operand.
_VALUED = {
    "tar": ("-C", "-f", "--directory", "--file", "--exclude"),
    "unzip": ("-d", "-x"),
    "wget": ("-O", "-P", "--output-document", "--directory-prefix"),
    "curl": ("-o", "--output", "-H", "-X", "-d"),
    "pip": (
        "-r",
        "--requirement",
        "-t",
        "--target",
        "-i",
        "--index-url",
        "--extra-index-url",
        "-f",
        "--find-links",
        "-c",
    ),
    "git": ("-b", "--branch", "--depth", "-C"),
    "mkdir": ("-m",),
    "aws": ("--region", "--profile", "--exclude", "--include", "--endpoint-url", "--sse", "--acl"),
    "grep": ("-e", "-f", "-m", "-A", "-B", "-C"),
    "sed": ("-e", "-f"),
    "awk": ("-F", "-v", "-f"),
    "head": ("-n", "-c"),
    "tail": ("-n", "-c"),
}
LOOKERS = frozenset(["ls", "du", "stat", "file", "tree"])
"""Programs that show what is there, for the log: that something is not there is no failure of the script."""
READERS = frozenset(
    [
        "cat",
        "head",
        "tail",
        "wc",
        "md5sum",
        "sha256sum",
        "less",
        "more",
        "sort",
        "uniq",
        "diff",
    ]
)
INTERPRETERS = frozenset(
    [
        "python",
        "python3",
        "bash",
        "sh",
        "torchrun",
        "accelerate",
        "deepspeed",
        "mpirun",
        "spark-submit",
        "jupyter",
        "papermill",
    ]
)


def plain_word(value: Value) -> str | None:
    """The text of a fully known word, else None."""
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


class Command(NamedTuple):
    """A simple command: its words, (mode, file) redirections, and whether it is always run."""

    words: list[Value]
    redirects: list[tuple[str, Value]]
    sure: bool = True


def simple_commands(line: Value) -> Iterator[Command]:
    """The simple commands of a command line."""
    text = "".join(HOLE if piece is None else piece for piece in pieces(line))
    for words, redirects, sure, _ in split_line(text):
        files = [(mode, _word(target, line)) for mode, target in redirects]
        yield Command([_word(word, line) for word in words], files, sure)


def _word(token: str, line: Value) -> Value:
    parts: list[str | None] = []
    for i, part in enumerate(token.split(HOLE)):
        parts += [None, part] if i else [part]
    return text_of(parts, merge_origins([line]), line.assumed)


def operands_of(name: str, words: list[Value]) -> Iterator[Value]:
    """The words of a command that are neither options nor values of options."""
    valued = _VALUED.get(name, ())
    skip = False
    for word in words:
        text = plain_word(word)
        if skip:
            skip = False
        elif text is not None and text.startswith("-") and text != "-":
            skip = text in valued
        else:
            yield word


def option(words: list[Value], *names: str) -> Value | None:
    """The value of the first of these options; None if none is given."""
    for word, following in zip(words, [*words[1:], None]):
        text = plain_word(word)
        if text in names and following is not None:
            return following
        for name in names:
            if text is not None and name.startswith("--") and text.startswith(name + "="):
                return Constant(text[len(name) + 1 :], word.origins)
    return None
