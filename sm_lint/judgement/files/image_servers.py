"""The web server that an image of the project's own starts, and the address that it listens on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from sm_lint.jobs.definition.dockerfile import Command
from sm_lint.judgement.files.containers import OwnImage
from sm_lint.patterns import regex
from sm_lint.syntax.literal import text_value
from sm_lint.syntax.parse import HeavyText, SyntaxProblem, not_here, parse
from sm_lint.syntax.walk import walk

PORT = 8080
"""What SageMaker sends its requests to:
https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html#your-algorithms-inference-code-container-response."""

_ROUTE = regex(r"""['"]/invocations/?['"]""")
_ELSEWHERE = regex(r"nginx|SAGEMAKER_BIND_TO_PORT|accept-bind-to-port|supervisord|haproxy|envoy", re.IGNORECASE)
_INTERPRETER = regex(r"(?:python|pypy)[\d.]*")
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_APPLICATION = regex(r"[\w.]+(?::\w+(?:\(\))?)?")
# Where a server listens if it is not told; gunicorn, uvicorn, flask and waitress as their manuals have it.
_DEFAULTS = {
    "gunicorn": ("127.0.0.1", 8000),
    "uvicorn": ("127.0.0.1", 8000),
    "hypercorn": ("127.0.0.1", 8000),
    "flask": ("127.0.0.1", 5000),
    "waitress-serve": ("0.0.0.0", 8080),  # what the program does, not what this one does
}
_BINDS = frozenset({"-b", "--bind"})
_CONSTRUCTORS = {"Flask": ("127.0.0.1", 5000)}


class Server(NamedTuple):
    """A server of `/invocations` that an image starts.

    Attributes:
        command: the ENTRYPOINT or CMD that starts it.
        fixed: whether that is an ENTRYPOINT, and not a CMD, which SageMaker replaces.
        path: the local file with the application.
        text: its text.
        program: name of the server's program; empty where the file is run by Python.
    """

    command: Command
    fixed: bool
    path: str
    text: str
    program: str


class Address(NamedTuple):
    """Where a server listens: the host and port, None for one that is not known, and the line of the application's file that says so;
    0 where the command does."""

    host: str | None
    port: int | None
    line: int


def web_server(image: OwnImage) -> Server | None:
    """The server that an image starts by its ENTRYPOINT, else by its CMD; None where that is none, or is not known."""
    stages = image.files.chain()
    entry = next((stage.entrypoint for stage in stages if stage.entrypoint is not None), None)
    command = next((stage.command for stage in stages if stage.command is not None), None)
    chosen = entry if entry is not None and entry.words else command
    if chosen is None or not chosen.words:
        return None
    words = [word for word in chosen.words if word not in ("exec", "--")]
    program = posixpath.basename(words[0]) if words else ""
    if _INTERPRETER.fullmatch(program):
        rest = words[1:]
        if rest[:1] == ["-m"]:
            program, words = (rest[1] if len(rest) > 1 else ""), rest[1:]
        else:
            program = ""
            words = [word for word in rest if not word.startswith("-")]
    where = chosen.directory or image.files.image.directory or "/"
    for path in _files(program, words, where):
        host = image.files.host(path)
        text = image.files.files.text(host) if host is not None else None
        if host is not None and text is not None and _ROUTE.search(text):
            return Server(chosen, chosen is entry, host, text, program)
    return None


def _files(program: str, words: Sequence[str], where: str) -> Iterator[str]:
    """Paths in the image that may hold the application of a command."""
    if not program:
        yield from (posixpath.normpath(posixpath.join(where, word)) for word in words[:1] if word.endswith(".py"))
    elif program in _DEFAULTS:
        for word in words[1:]:
            if _APPLICATION.fullmatch(word) and not word.isdigit():
                module = word.partition(":")[0].replace(".", "/")
                yield posixpath.normpath(posixpath.join(where, f"{module}.py"))


def addresses(image: OwnImage, server: Server) -> Iterator[Address]:
    """Where a server listens, as far as its command or its file says; nothing where another program may stand before it."""
    texts = [image.text, server.text, " ".join(target for target, _, _ in image.files.copies())]
    if any(_ELSEWHERE.search(text) for text in texts):
        return
    if server.program:
        yield _of_command(server)
        return
    try:
        tree = parse(server.path, server.text, not_here).tree
    except (SyntaxProblem, HeavyText):
        return
    made = {
        node.targets[0].target.value: _last_name(node.value.func)
        for node in walk(tree)
        if isinstance(node, cst.Assign)
        and isinstance(node.targets[0].target, cst.Name)
        and isinstance(node.value, cst.Call)
    }
    for node in walk(tree):
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "run":
            owner = node.func.value.value if isinstance(node.func.value, cst.Name) else ""
            default = _DEFAULTS["uvicorn"] if owner == "uvicorn" else _CONSTRUCTORS.get(made.get(str(owner), ""))
            if default is not None and not any(argument.star for argument in node.args):
                yield _of_call(node, default, server.text)


def _last_name(node: cst.BaseExpression) -> str:
    """`Flask` of `Flask` and of `flask.Flask`."""
    last = node.attr if isinstance(node, cst.Attribute) else node
    return last.value if isinstance(last, cst.Name) else ""


def _of_command(server: Server) -> Address:
    host, port = _DEFAULTS[server.program]
    found: Address = Address(host, port, 0)
    words = list(server.command.words)
    for word, behind in zip(words, [*words[1:], ""]):
        name, equals, value = word.partition("=")
        value = value if equals else behind
        if "$" in value or (name in ("-c", "--config")):
            return Address(None, None, 0)
        if name in _BINDS:
            address, colon, number = value.rpartition(":")
            if not colon or not number.isdigit():
                return Address(None, None, 0)
            found = Address(address or "0.0.0.0", int(number), 0)  # as gunicorn reads it
        elif name == "--host" or (name == "-h" and server.program == "flask"):
            found = found._replace(host=value)
        elif name in ("--port", "-p"):
            found = found._replace(port=int(value) if value.isdigit() else None)
        elif name == "--listen":
            return Address(None, None, 0)
    return found


def _of_call(node: cst.Call, default: tuple[str, int], text: str) -> Address:
    host: str | None = default[0]
    port: int | None = default[1]
    positions = {0: "host", 1: "port"} if default == _CONSTRUCTORS["Flask"] else {}
    for number, argument in enumerate(node.args):
        name = argument.keyword.value if argument.keyword is not None else positions.get(number, "")
        if name == "host":
            host = text_value(argument.value) if isinstance(argument.value, cst.SimpleString) else None
        elif name == "port":
            port = int(argument.value.value) if isinstance(argument.value, cst.Integer) else None
    code = cst.Module([]).code_for_node(node)
    before = text.find(code)
    return Address(host, port, text.count("\n", 0, before) + 1 if before >= 0 else 1)


def is_wrong(address: Address) -> bool:
    """Whether SageMaker certainly reaches no server there."""
    return (address.port is not None and address.port != PORT) or address.host in _LOCAL
