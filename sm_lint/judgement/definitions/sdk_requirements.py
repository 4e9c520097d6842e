"""What a project's own files ask for of the SageMaker Python SDK: requirements, lock files, commands of pip.

Sources of the formats: https://packaging.python.org/en/latest/specifications/version-specifiers/,
https://pip.pypa.io/en/stable/reference/requirements-file-format/, https://python-poetry.org/docs/dependency-specification/,
https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span

MAJORS = frozenset({1, 2, 3})
"""Major versions of the SDK that were released."""
MOST_MATCHES = 200

# Blanks are bounded: several rows of them side by side would take polynomial time.
_GAP = r"\s{0,9}"
_BLANKS = r"[ \t]{0,9}"
_BOUND = r"(?:===?|~=|>=|<=|<|>|!=)\s{0,9}v?\d+(?:\.\w+)*(?:\.\*)?"
_BOUNDS = rf"{_BOUND}(?:{_GAP},{_GAP}{_BOUND})*"
_EXTRAS = r"(?:\s{0,9}\[[\w,\s.-]*\])?"
_ONE = regex(r"(===?|~=|>=|<=|<|>|!=|\^|~|=)?\s{0,9}v?(\d[\w.]*(?:\.\*)?|\*)")
_REQUIREMENT = regex(rf"sagemaker{_EXTRAS}{_GAP}\(?(?P<bounds>{_BOUNDS})?\)?{_GAP}(?P<marker>;.*)?", re.IGNORECASE)
_LINE = regex(
    rf"(?m)^[ \t]*(?P<all>sagemaker{_EXTRAS}(?:{_BLANKS}(?P<bounds>{_BOUNDS}))?)"
    r"[ \t]*(?:(?P<marker>;[^\n]*)|--[^\n]*|\\[ \t]*)?\r?$"
)
_CONDA = regex(
    rf"(?m)^[ \t]*-{_BLANKS}[\"']?(?:[\w-]+::)?(?P<all>sagemaker(?:-python-sdk)?{_EXTRAS}"
    rf"(?:{_BLANKS}(?P<bounds>{_BOUNDS}|={_BLANKS}\d[\w.*]*))?)(?:{_BLANKS}[\"'])?[ \t]*\r?$"
)
_LOCKED = regex(r'name = "sagemaker"\s*\r?\nversion = "(?P<version>\d[\w.]*)"')
_LOCKED_JSON = regex(r'"sagemaker"\s*:\s*\{[^{}]*?"version"\s*:\s*"==(?P<version>\d[\w.]*)"')
_COMMAND = regex(
    r"\b(?:pip3?|uv(?:[ \t]+pip)?)[ \t]+(?:-\S+[ \t]+)*(?:install|add)\b(?P<rest>(?:[^\n\\;&|]|\\\r?\n|\\(?!\r?\n))*)"
)
_WORD = regex(rf"(?<![\w.\-/=:@\[])[\"']?(?P<all>sagemaker{_EXTRAS}(?:\s*(?P<bounds>{_BOUNDS}))?)[\"']?(?=[\s\"'\\]|$)")
_UPGRADE = regex(r"(?:^|\s)(?:--upgrade|-[a-zA-Z]*U[a-zA-Z]*)(?=\s|$)")
_COMMENT = regex(r"(?m)(?:^|(?<=\s))#.*$")
_QUOTED = regex(rf"[\"'](?P<all>sagemaker{_EXTRAS}\s*(?P<bounds>{_BOUNDS}))\s*(?P<marker>;[^\"'\n]*)?[\"']")
_BARE_IMAGE = regex(r"(?mi)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)?(?P<image>\S+)")
_WITHOUT_SDK = regex(
    r"(?:\S*/)?(?:python|ubuntu|debian|alpine|amazonlinux|buildpack-deps|miniconda3?|micromamba|fedora)(?:[:@]\S*)?",
    re.IGNORECASE,
)


class Requirement(NamedTuple):
    """What one line asks for.

    Attributes:
        majors: the major versions that satisfy it.
        text: as it is written, blanks reduced to one.
        place: where it is written.
        version: the version, where it names exactly one.
        newest: a fresh environment that is made from it certainly has the newest of the releases that it admits. False
            behind a condition, and where an image may bring the SDK.
    """

    majors: frozenset[int]
    text: str
    place: Place
    version: str = ""
    newest: bool = True


def requirements_in(text: str, path: str) -> tuple[Requirement, ...]:
    """The requirements of a file, by its name; of a notebook those of the commands in its cells.

    Args:
        text: content of the file.
        path: absolute path; its last part says what the format is.
    """
    if "sagemaker" not in text:
        return ()
    name = path.rpartition("/")[2].rpartition("\\")[2]
    read = _reader(name) or (_of_lines if name.endswith((".txt", ".in")) else None)
    return tuple(read(text, path)) if read is not None else ()


def is_requirements(name: str) -> bool:
    """Whether a file of this name may say which release of the SDK is installed."""
    return not name.endswith(".ipynb") and _reader(name) is not None


def _reader(name: str) -> Callable[[str, str], Iterator[Requirement]] | None:
    if name in _BY_NAME:
        return _BY_NAME[name]
    stem, _, suffix = name.rpartition(".")
    if suffix == "ipynb":
        return _of_notebook
    lowered = stem.lower()
    if suffix in ("txt", "in", "lock") and ("requirements" in lowered or "constraints" in lowered):
        return _of_lines
    if suffix in ("yml", "yaml") and ("environment" in lowered or "conda" in lowered or lowered == "env"):
        return _of_conda
    if name.startswith("Dockerfile") or name.endswith((".Dockerfile", ".dockerfile")):
        return _of_dockerfile
    return None


def _of_lines(text: str, path: str) -> Iterator[Requirement]:
    yield from _found(_LINE, _without_comments(text), path)


def _of_conda(text: str, path: str) -> Iterator[Requirement]:
    for made in _found(_CONDA, _without_comments(text), path):
        # What conda's channels have last is not what PyPI has.
        yield made._replace(newest=made.newest and not made.text.startswith("sagemaker-python-sdk"))


def _of_lock(text: str, path: str) -> Iterator[Requirement]:
    for pattern in (_LOCKED, _LOCKED_JSON):
        for match in _matches(pattern, text):
            version = match["version"]
            major = version.partition(".")[0]
            if major.isdigit():
                yield Requirement(frozenset({int(major)}), f"sagemaker=={version}", _at(match, text, path), version)


def _of_setup(text: str, path: str) -> Iterator[Requirement]:
    """Strings with bounds, and those without that are given as what is required."""
    seen = set()
    for made in _found(_QUOTED, _without_comments(text), path):
        seen.add(made.place.span.line)
        yield made
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        value = None
        if isinstance(node, ast.keyword) and node.arg in ("install_requires", "extras_require"):
            value = node.value
        elif isinstance(node, ast.Assign):
            named = any(isinstance(target, ast.Name) and "require" in target.id.lower() for target in node.targets)
            value = node.value if named else None
        if isinstance(value, ast.List | ast.Tuple | ast.Dict):
            yield from (made for made in _constants(value, path) if made.place.span.line not in seen)


def _constants(value: ast.expr, path: str) -> Iterator[Requirement]:
    for inner in ast.walk(value):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            column = inner.col_offset + 2  # behind the quote; names of packages are ASCII
            span = Span(inner.lineno, column, inner.lineno, column + len(inner.value))
            made = _of_text(inner.value, Place(path, span))
            if made is not None:
                yield made


def _of_toml(text: str, path: str) -> Iterator[Requirement]:
    """Dependencies of a `pyproject.toml` or `Pipfile`."""
    import tomli

    try:
        data = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError, ValueError):
        return
    for written, version in _dependencies(data):
        spelled = written if version is None else version
        at = _where(text, written, version, path)
        if version is None:
            made = _of_text(spelled, at)
            if made is not None:
                yield made
        else:
            majors, exact = _judged(spelled, bare_is_exact=not path.endswith("Pipfile"))
            yield Requirement(majors, f'sagemaker = "{spelled}"', at, exact)


def _dependencies(data: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Requirements as texts, and those whose name is the key with their version."""
    project = _table(data.get("project"))
    listed = [project.get("dependencies"), *_table(project.get("optional-dependencies")).values()]
    listed += _table(data.get("dependency-groups")).values()
    tool = _table(data.get("tool"))
    listed.append(_table(tool.get("uv")).get("dev-dependencies"))
    listed += _table(_table(tool.get("pdm")).get("dev-dependencies")).values()
    for each in listed:
        if isinstance(each, list):
            yield from ((item, None) for item in each if isinstance(item, str))
    poetry = _table(tool.get("poetry"))
    tables = [
        poetry.get("dependencies"),
        poetry.get("dev-dependencies"),
        data.get("packages"),
        data.get("dev-packages"),
    ]
    tables += [_table(group).get("dependencies") for group in _table(poetry.get("group")).values()]
    for each in tables:
        value = _table(each).get("sagemaker")
        version = value.get("version") if isinstance(value, dict) else value
        if isinstance(version, str):
            yield "sagemaker", version


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _where(text: str, written: str, version: str | None, path: str) -> Place:
    """The place of a dependency that was read from TOML: the text itself, or its key."""
    pattern = (
        rf"[\"'](?P<all>{re.escape(written)})[\"']"
        if version is None
        else r"(?m)^(?P<all>[ \t]*sagemaker[ \t]*=[^\n]*)"
    )
    match = re.search(pattern, text)
    return Place(path, _span(text, match.start("all"), match.end("all"))) if match is not None else Place(path)


def _of_dockerfile(text: str, path: str) -> Iterator[Requirement]:
    shown = _without_comments(text)
    images = [match["image"] for match in _matches(_BARE_IMAGE, shown)]
    fresh = bool(images) and all(_WITHOUT_SDK.fullmatch(image) for image in images)
    for made, upgrades in _commands(shown, path):
        yield made._replace(newest=fresh or upgrades)


def _of_notebook(text: str, path: str) -> Iterator[Requirement]:
    try:
        cells = json.loads(text).get("cells", ())
    except (ValueError, RecursionError, AttributeError):
        return
    for number, cell in enumerate(cells if isinstance(cells, list) else (), 1):
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        code = "".join(map(str, source)) if isinstance(source, list) else source
        if isinstance(code, str) and "sagemaker" in code and "install" in code:
            for made, upgrades in _commands(_without_comments(code), path, number):
                # The kernels of SageMaker bring the SDK; without an upgrade pip leaves it as it is.
                yield made._replace(newest=upgrades)


def _commands(text: str, path: str, cell: int | None = None) -> Iterator[tuple[Requirement, bool]]:
    """What commands of pip install, and whether they upgrade it."""
    for command in _matches(_COMMAND, text):
        upgrades = _UPGRADE.search(command["rest"]) is not None
        for match in _matches(_WORD, command["rest"]):
            start = command.start("rest")
            span = _span(text, start + match.start("all"), start + match.end("all"))
            yield _made(match["all"], match["bounds"], Place(path, span, cell)), upgrades


def _found(pattern: re.Pattern[str], text: str, path: str) -> Iterator[Requirement]:
    for match in _matches(pattern, text):
        at = Place(path, _span(text, match.start("all"), match.end("all")))
        made = _made(match["all"], match["bounds"], at)
        yield made._replace(newest=not match.groupdict().get("marker"))


def _of_text(text: str, place: Place) -> Requirement | None:
    """The requirement that a whole text is; None for one of another package, or of a file or repository."""
    match = _REQUIREMENT.fullmatch(text.strip())
    return _made(text, match["bounds"], place)._replace(newest=not match["marker"]) if match is not None else None


def _made(text: str, bounds: str | None, place: Place) -> Requirement:
    majors, exact = _judged(bounds or "")
    return Requirement(majors, " ".join(text.split()), place, exact)


def _judged(bounds: str, *, bare_is_exact: bool = False) -> tuple[frozenset[int], str]:
    """The major versions that satisfy bounds, and the one version that does, or an empty text."""
    left, exact = set(MAJORS), ""
    for operator, version in _ONE.findall(bounds):
        major, _, rest = version.partition(".")
        if not major.isdigit():
            continue  # any
        number = int(major)
        if operator in ("==", "===", "~=", "^", "~", "=") or (not operator and bare_is_exact):
            left &= {number}
            if operator in ("==", "===") and not version.endswith("*"):
                exact = version
        elif operator in (">=", ">"):
            left = {each for each in left if each >= number}
        elif operator == "<=" or (operator == "<" and rest.replace(".", "").strip("0*")):
            left = {each for each in left if each <= number}
        elif operator == "<":
            left = {each for each in left if each < number}
    return frozenset(left), exact


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda match: " " * len(match[0]), text)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, match in enumerate(pattern.finditer(text)):
        if number == MOST_MATCHES:
            return
        yield match


def _at(match: re.Match[str], text: str, path: str) -> Place:
    return Place(path, _span(text, match.start(), match.end()))


def _span(text: str, start: int, end: int) -> Span:
    """Lines and columns of a range. A line ends with LF; a CR before it is the last character of the line."""
    line, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    return Span(line, start - text.rfind("\n", 0, start), last, end - text.rfind("\n", 0, end))


_BY_NAME: dict[str, Callable[[str, str], Iterator[Requirement]]] = {
    "pyproject.toml": _of_toml,
    "Pipfile": _of_toml,
    "setup.py": _of_setup,
    "setup.cfg": _of_lines,
    "Pipfile.lock": _of_lock,
    "poetry.lock": _of_lock,
    "uv.lock": _of_lock,
    "pdm.lock": _of_lock,
}
