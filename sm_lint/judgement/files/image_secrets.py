"""Secrets that a Dockerfile writes into the variables of an image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.judgement.definitions.secrets import is_written_secret, names_secret
from sm_lint.judgement.files.containers import OwnImage
from sm_lint.syntax.span import Place


class ImageSecret(NamedTuple):
    """A variable with a secret: its name, the instruction that sets it (``ENV`` or ``ARG``), and where."""

    name: str
    instruction: str
    place: Place


def image_secrets(image: OwnImage) -> Iterator[ImageSecret]:
    """The variables of a Dockerfile whose names are those of secrets, and whose values are written out."""
    lines = image.text.splitlines()
    for instruction in image.files.dockerfile.instructions:
        if instruction.name not in ("ENV", "ARG"):
            continue
        for name, value in instruction.pairs():
            if names_secret(name) and "$" not in value and is_written_secret(value):
                line = instruction.line
                while line < len(lines) and name not in lines[line - 1]:
                    line += 1
                yield ImageSecret(name, instruction.name, image.at(line))
