"""Path algebra on strings with holes: the operations of os.path and pathlib."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import PurePosixPath

from sm_lint.flow.domain.lattice import join
from sm_lint.flow.domain.text import is_textual, merge_origins, pieces, text_of
from sm_lint.flow.domain.values import Constant, PathValue, Text, Value

Pieces = tuple[str | None, ...]


def plain(value: Value) -> Constant | Text:
    """The string of a path value; a hole if it is unknown."""
    if isinstance(value, PathValue):
        return value.text
    if isinstance(value, Text) or (isinstance(value, Constant) and isinstance(value.value, str)):
        return value
    return Text((None,), value.origins, value.assumed)


def join_paths(base: Value, parts: Sequence[Value]) -> Constant | Text:
    """`os.path.join(base, *parts)` for plain values: an absolute part discards everything before it."""
    kept: list[Value] = [base]
    for part in parts:
        row = pieces(part)
        if is_textual(part) and row and row[0] is not None and row[0].startswith("/"):
            kept = [part]
        else:
            kept.append(part)
    result: list[str | None] = []
    for i, part in enumerate(kept):
        row = pieces(part) if is_textual(part) else (None,)
        if i and result and not (result[-1] or "").endswith("/"):
            result.append("/")
        result.extend(piece for piece in row if piece != "")
    return text_of(result, merge_origins(kept), any(part.assumed for part in kept))


def pure(text: Constant | Text) -> PathValue:
    """The pathlib object for a string: without duplicate and trailing slashes and single dots."""
    if isinstance(text, Constant):
        known = text.value
        plainly = known and "//" not in known and "./" not in known and not known.endswith(("/", "/."))
        return PathValue(text if plainly else Constant(str(PurePosixPath(known)), text.origins, text.assumed))
    if not any(piece and ("//" in piece or "./" in piece) for piece in text.pieces) and text.pieces[-1] is None:
        return PathValue(text)
    absolute, parts = segments(text)
    return PathValue(assemble(absolute, parts, text))


def segments(value: Constant | Text) -> tuple[bool, list[Pieces]]:
    """Whether the path is absolute, and the pieces of each segment."""
    row = pieces(value)
    absolute = bool(row) and row[0] is not None and row[0].startswith("/")
    parts: list[list[str | None]] = [[]]
    for piece in row:
        if piece is None:
            parts[-1].append(None)
            continue
        first, *others = piece.split("/")
        if first:
            parts[-1].append(first)
        for other in others:
            parts.append([other] if other else [])
    return absolute, [tuple(part) for part in parts if part and part != ["."]]


def assemble(absolute: bool, parts: Sequence[Pieces], like: Value) -> Constant | Text:
    """The path of these segments, with the origins of `like`."""
    row: list[str | None] = ["/"] if absolute else []
    for i, part in enumerate(parts):
        if i:
            row.append("/")
        row.extend(part)
    if not row:
        row = ["."] if isinstance(like, PathValue) else [""]
    return text_of(row, like.origins, like.assumed)


def dirname(value: Value) -> Value:
    """The directory of a path. A hole in its last segment may be several segments."""
    text = plain(value)
    if isinstance(text, Constant):
        return Constant(posixpath.dirname(text.value), text.origins, text.assumed)
    return join(_above(text))


def parent(value: PathValue) -> Value:
    """`path.parent`."""
    return join([pure(above) for above in _above(value.text)])


def _above(text: Constant | Text) -> list[Constant | Text]:
    """The possible directories: without the last segment or, if it has a hole, with a part of it."""
    absolute, parts = segments(text)
    last = parts[-1] if parts else ()
    without = assemble(absolute, parts[:-1], text)
    if None not in last:
        return [without]
    upto = len(last) - last[::-1].index(None)
    deeper = assemble(absolute, [*parts[:-1], last[:upto]], text)
    return [deeper] if not absolute and len(parts) == 1 else [without, deeper]


def basename(value: Value) -> Constant | Text:
    """The last segment; empty after a trailing slash, as in os.path."""
    text = plain(value)
    if isinstance(text, Constant):
        return Constant(posixpath.basename(text.value), text.origins, text.assumed)
    return _last(text)


def name(value: PathValue) -> Constant | Text:
    """`path.name`."""
    return _last(value.text)


def _last(text: Constant | Text) -> Constant | Text:
    """The last segment; of one with a hole, which may be several, only the part after the hole."""
    parts = segments(text)[1]
    last = parts[-1] if parts else ()
    if None in last:
        last = last[len(last) - 1 - last[::-1].index(None) :]
    return assemble(False, [last] if last else [], text)


def split_suffix(part: Pieces) -> tuple[Pieces, str | None]:
    """The last segment without its suffix, and the suffix; None if unknown."""
    if not part or part[-1] is None:
        return part, None
    last = part[-1]
    dot = last.rfind(".")
    if dot < 0 or (dot == 0 and len(part) == 1):
        return part, "" if len(part) == 1 else None
    return (*part[:-1], last[:dot]) if last[:dot] else part[:-1], last[dot:]


def with_name(value: PathValue, new: Value) -> Value:
    """`path.with_name(new)`."""
    rows = _above(value.text)
    if len(rows) == 1 and pieces(rows[0])[-1:] == (None,):  # a single hole, which may have no directory at all
        return pure(text_of([*pieces(rows[0]), *pieces(new)], merge_origins([value, new]), value.assumed))
    return join([pure(join_paths(above, [new])) for above in rows])


def with_suffix(value: PathValue, suffix: Value) -> PathValue:
    """`path.with_suffix(suffix)`."""
    absolute, parts = segments(value.text)
    if not parts:
        return value
    stem, old = split_suffix(parts[-1])
    if old is None:
        stem = (None,)
    return PathValue(assemble(absolute, [*parts[:-1], (*stem, *pieces(suffix))], value))


def splitext(value: Value) -> tuple[Constant | Text, Constant | Text]:
    """`os.path.splitext(path)`."""
    text = plain(value)
    if isinstance(text, Constant):
        known, ending = posixpath.splitext(text.value)
        return Constant(known, text.origins, text.assumed), Constant(ending, text.origins)
    absolute, parts = segments(text)
    if not parts:
        return text, Constant("")
    stem, suffix = split_suffix(parts[-1])
    if suffix is None:
        known = parts[-1][: parts[-1].index(None)]
        return assemble(absolute, [*parts[:-1], (*known, None)], text), Text((None,))
    return assemble(absolute, [*parts[:-1], stem], text), Constant(suffix, text.origins)


def stem_and_suffix(value: PathValue) -> tuple[Constant | Text, Constant | Text]:
    """`path.stem`, `path.suffix`."""
    parts = segments(value.text)[1]
    if not parts:
        return Constant(""), Constant("")
    stem, suffix = split_suffix(parts[-1])
    if None in stem:
        stem = (None, *stem[len(stem) - stem[::-1].index(None) :])
    if suffix is None:
        return Text((None,), value.origins), Text((None,), value.origins)
    return text_of(stem, value.origins, value.assumed), Constant(suffix, value.origins)


def normalize(value: Value) -> Constant | Text:
    """`os.path.normpath(path)`."""
    text = plain(value)
    if isinstance(text, Constant):
        return Constant(posixpath.normpath(text.value) if text.value else ".", text.origins, text.assumed)
    absolute, parts = segments(text)
    kept: list[Pieces] = []
    for part in parts:
        if part == ("..",) and kept and None in kept[-1]:  # the hole may be several segments, and loses one
            kept.pop()
            if kept and kept[-1] != ("..",):
                kept[-1] = (*kept[-1], None)
            else:
                kept.append((None,))
        elif part == ("..",) and kept and kept[-1] != ("..",):
            kept.pop()
        else:
            kept.append(part)
    return assemble(absolute, kept, text)


def child(value: Value, *below: str | None) -> Constant | Text:
    """A path below a directory; None for an unknown part."""
    return join_paths(plain(value), [Text((None,)) if part is None else Constant(part) for part in below])


def glob_pattern(pattern: Value) -> Constant | Text:
    """The possible results of a glob: its wildcards become holes."""
    row: list[str | None] = []
    for piece in pieces(pattern):
        if piece is None:
            row.append(None)
            continue
        start = 0
        i = 0
        while i < len(piece):
            if piece.startswith("**/", i):  # may match no directory at all, so the slash belongs to the hole
                row += [piece[start:i], None]
                start = i + 3
                i += 2
            elif piece[i] in "*?":
                row += [piece[start:i], None]
                start = i + 1
            elif piece[i] == "[" and "]" in piece[i:]:
                end = piece.index("]", i)
                row += [piece[start:i], None]
                start = end + 1
                i = end
            i += 1
        row.append(piece[start:])
    return text_of(row, pattern.origins, pattern.assumed)
