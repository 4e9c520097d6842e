"""Values that messages must not show: those of documents that a script reads, which may hold secrets.

A value keeps its origin (:class:`~sm_lint.flow.facts.DocumentOrigin`) through all operations. When it becomes a plain
text of a fact or a setting, the text is recorded here with its replacement for messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sm_lint.flow.facts import DocumentOrigin, Origin
from sm_lint.patterns import regex

SHORTEST = 6
"""Minimum length at which a value is recognized anywhere, even if its origin was lost."""
_SPAN = regex(r"`([^`]*)`")
_PLACE = regex(r"(\([^()`]*\.\w+:(?:cell )?\d[^()`]*\))")
"""A place in a message, such as `(launch.ipynb:cell 7:2 and 1 more)`: its numbers are no values."""
_ENDS_OF_A_CUT = "…"
_PLATFORM = "/opt/ml/processing /opt/ml/input/data/training /opt/ml/output /opt/ml/model /opt/ml/code/config sagemaker"
"""Words of every container's paths: a document that has one of them is not where such a path comes from."""


class Hidden:
    """The values from documents in one script.

    Attributes:
        scalars: texts of the values and keys of the documents that were read → their replacements.
        modules: paths of imported modules outside the project → their replacements; their content is not shown either.
        texts: texts of facts and settings made of such values → their replacements.
    """

    __slots__ = ("modules", "scalars", "texts")

    def __init__(self) -> None:
        self.scalars: dict[str, str] = {}
        self.modules: dict[str, str] = {}
        self.texts: dict[str, str] = {}

    def note(self, text: str, origins: Iterable[Origin]) -> None:
        """Record the text of a value with these origins if it contains values of a document or such a module."""
        if not self:
            return
        words = next((found for origin in origins if (found := self._words(origin))), None)
        if words is None:
            words = next(
                (
                    shown
                    for part, shown in self.scalars.items()
                    if len(part) >= SHORTEST and part in text and part.lower() not in _PLATFORM
                ),
                None,
            )
        if words is not None and text:
            self.texts.setdefault(text, f"the value of {words}")

    def __bool__(self) -> bool:
        return bool(self.scalars or self.modules)

    def _words(self, origin: Origin) -> str | None:
        return origin.text if isinstance(origin, DocumentOrigin) else self.modules.get(origin.module.path)


def conceal(message: str, texts: Mapping[str, str], written: str) -> str:
    """A message without the values of documents.

    A quotation that is one of the texts is replaced; in a quotation that contains one, the text becomes `…`. Parts of a
    text are replaced as well, unless the judged file itself contains them.

    Args:
        message: the message of a rule.
        texts: values that must not be shown → their replacements.
        written: text of the judged file.
    """
    if not texts:
        return message
    longest = sorted(texts, key=len, reverse=True)

    def quoted(match: re.Match[str]) -> str:
        shown = match[1]
        if shown in texts:
            return texts[shown]
        cut = shown.rstrip(_ENDS_OF_A_CUT)
        if len(cut) > 1 and (cut != shown or cut not in written):
            whole = next((text for text in longest if cut in text), None)
            if whole is not None:
                return texts[whole]
        for text in longest:
            shown = _cut_out(text, shown)
        return f"`{shown}`"

    pieces = _SPAN.split(message)
    for index in range(0, len(pieces), 2):
        for text in longest:
            # Words of prose are not quotations; a number, a path or a token is.
            if not text.isalpha() and text.strip():
                pieces[index] = _cut_out_of_prose(text, pieces[index])
    pieces[1::2] = [_SPAN.sub(quoted, f"`{piece}`") for piece in pieces[1::2]]
    return "".join(pieces)


def _cut_out_of_prose(text: str, prose: str) -> str:
    parts = _PLACE.split(prose)
    parts[::2] = [_cut_out(text, part) for part in parts[::2]]
    return "".join(parts)


def _cut_out(text: str, shown: str) -> str:
    if text not in shown:
        return shown
    if len(text) >= SHORTEST:
        return shown.replace(text, "…")
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(text)}(?![A-Za-z0-9])", "…", shown)
