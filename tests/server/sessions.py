"""Recorded sessions of the protocol, one for each ability: what a client sends, and what the server answers.

``python -m tests.server.sessions`` records them anew, into `recorded/`. The tests play what the recordings send, and compare.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from sm_lint.version import __version__
from tests.server.client import Editor
from tests.server.project import CONFIGURATION, PIPELINE, SCRIPT, write

RECORDED = Path(__file__).with_name("recorded")
TEXTS = {
    "prep.py": SCRIPT,
    "pipeline.py": PIPELINE,
    "pyproject.toml": CONFIGURATION,
    "wrong.py": SCRIPT.replace('"raw", "a.csv"', '"rwa", "a.csv"').replace(
        "import os\n", "import os  # noqa: SMC002\n"
    ),
    "loose.py": 'import os\n\nopen("/opt/ml/processing/input/rows/a.csv")\nprint(os.environ["REGION"])\n',
}
MOST_CHARACTERS, MOST_ITEMS = 400, 6
Step = tuple[str, Any]


def _at(name: str, piece: str, inside: int = 1) -> dict[str, Any]:
    """The parameters for a position inside a piece of a text."""
    text = TEXTS[name]
    before = text[: text.index(piece) + inside].split("\n")
    where = {"line": len(before) - 1, "character": len(before[-1])}
    return {"textDocument": {"uri": f"{{root}}/{name}"}, "position": where}


def _in(name: str) -> dict[str, Any]:
    return {"textDocument": {"uri": f"{{root}}/{name}"}}


def _whole(name: str, **more: Any) -> dict[str, Any]:
    ends = {"start": {"line": 0, "character": 0}, "end": {"line": 100, "character": 0}}
    return {**_in(name), "range": ends, **more}


_ALL = ("open", ["prep.py", "pipeline.py", "pyproject.toml"])
SESSIONS: dict[str, list[Step]] = {
    "initialize": [],
    "diagnostics": [("open", ["prep.py"]), ("change", ["prep.py", "wrong.py"]), ("change", ["prep.py", "prep.py"])],
    "pulled diagnostics": [
        ("pull", []),
        ("open", ["prep.py"]),
        ("change", ["prep.py", "wrong.py"]),
        ("textDocument/diagnostic", _in("prep.py")),
        ("workspace/diagnostic", {"previousResultIds": []}),
    ],
    "hover": [
        _ALL,
        ("textDocument/hover", _at("prep.py", "pd.read_csv")),
        ("textDocument/hover", _at("prep.py", "to_csv")),
        ("textDocument/hover", _at("prep.py", "add_argument")),
        ("textDocument/hover", _at("pipeline.py", "processor.run")),
        ("textDocument/hover", _at("pyproject.toml", '"/opt/ml/processing/input/raw"')),
        ("textDocument/hover", _at("pyproject.toml", "expected-input-paths")),
        ("textDocument/hover", _at("pyproject.toml", "SMX905")),
        ("change", ["prep.py", "wrong.py"]),
        ("textDocument/hover", _at("wrong.py", "SMC002") | _in("prep.py")),
    ],
    "definition": [
        _ALL,
        ("textDocument/definition", _at("prep.py", "pd.read_csv")),
        ("textDocument/definition", _at("pipeline.py", '"prep.py"')),
        ("textDocument/definition", _at("pyproject.toml", "rows =")),
    ],
    "references": [
        _ALL,
        ("textDocument/references", _at("prep.py", "pd.read_csv") | {"context": {"includeDeclaration": True}}),
        ("textDocument/references", _at("pipeline.py", '"prep.py"') | {"context": {"includeDeclaration": False}}),
    ],
    "code actions": [
        ("open", ["prep.py"]),
        ("change", ["prep.py", "wrong.py"]),
        ("textDocument/codeAction", _whole("prep.py", context={"diagnostics": []})),
        ("open", ["loose.py"]),
        ("textDocument/codeAction", _whole("loose.py", context={"diagnostics": [], "only": ["refactor"]})),
    ],
    "code lenses": [_ALL, ("textDocument/codeLens", _in("prep.py")), ("textDocument/codeLens", _in("pipeline.py"))],
    "inlay hints": [
        ("settings", {"inlayHints": True}),
        ("open", ["prep.py"]),
        ("textDocument/inlayHint", _whole("prep.py")),
    ],
    "completion": [
        _ALL,
        ("textDocument/completion", _at("prep.py", "/opt/ml/processing/input", 24)),
        ("textDocument/completion", _at("pyproject.toml", "SMX905", 4)),
        ("textDocument/completion", _at("pyproject.toml", "entry-point", 5)),
    ],
    "rename": [
        _ALL,
        ("textDocument/prepareRename", _at("pyproject.toml", "raw =")),
        ("textDocument/rename", _at("pyproject.toml", "raw =") | {"newName": "rows"}),
        ("textDocument/prepareRename", _at("prep.py", '"--rows"', 4)),
        ("textDocument/rename", _at("prep.py", '"--rows"', 4) | {"newName": "row-count"}),
        ("textDocument/rename", _at("prep.py", '"--rows"', 4) | {"newName": "row count"}),
        ("textDocument/prepareRename", _at("prep.py", "import pandas", 9)),
    ],
    "commands": [
        _ALL,
        ("workspace/executeCommand", {"command": "sm-lint.inspect", "arguments": ["{root}/prep.py"]}),
        ("workspace/executeCommand", {"command": "sm-lint.graph", "arguments": ["{root}/pipeline.py"]}),
        ("workspace/executeCommand", {"command": "sm-lint.restart", "arguments": []}),
    ],
    "settings": [
        ("open", ["prep.py"]),
        ("change", ["prep.py", "wrong.py"]),
        ("configure", {"enable": False}),
        ("configure", {"enable": True, "configuration": 'select = ["SMX902"]'}),
    ],
}


class Player:
    """Plays one session.

    Args:
        folder: the workspace, with the project of the tests.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._editor = Editor()

    async def play(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """The session: each step with its answer."""
        given = dict(step for step in steps if step[0] in ("settings", "pull"))
        result = await self._editor.start(self._folder, settings=given.get("settings"), pull="pull" in given)
        said: list[dict[str, Any]] = [{"send": "initialize", "answer": self._plain(result)}]
        try:
            for name, argument in steps:
                said.append({"send": name, "with": argument, "answer": await self._answer(name, argument)})
        finally:
            await self._editor.stop()
        return said

    async def _answer(self, name: str, argument: Any) -> Any:
        steps: dict[str, Callable[[Any], None]] = {
            "open": self._open,
            "change": self._change,
            "configure": self._configure,
            "settings": _nothing,
            "pull": _nothing,
        }
        if name in steps:
            steps[name](argument)
            await self._settle()
            root = self._folder.as_uri()
            shown = {uri.replace(root, "{root}"): each for uri, each in sorted(self._editor.published.items())}
            return self._plain(shown)
        return await self._ask(name, argument)

    def _open(self, names: Sequence[str]) -> None:
        for name in names:
            self._editor.open(self._folder / name, TEXTS[name])

    def _change(self, names: Sequence[str]) -> None:
        self._editor.change((self._folder / names[0]).as_uri(), TEXTS[names[1]])

    def _configure(self, settings: dict[str, Any]) -> None:
        self._editor.settings = settings
        self._editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))

    async def _settle(self) -> None:
        server = self._editor.server
        assert server is not None
        for _ in range(3):
            await self._ask(
                "textDocument/hover", {"textDocument": {"uri": "untitled:x"}, "position": {"line": 0, "character": 0}}
            )
            while server._task is not None and not server._task.done():
                await server._task
            await asyncio.sleep(0.02)

    async def _ask(self, name: str, argument: Any) -> Any:
        given = json.loads(json.dumps(argument).replace("{root}", self._folder.as_uri()))
        protocol = self._editor.client.protocol
        kind = protocol.get_message_type(name)
        assert kind is not None
        message = protocol._converter.structure({"jsonrpc": "2.0", "id": 1, "method": name, "params": given}, kind)
        try:
            return self._plain(await protocol.send_request_async(name, message.params))
        except JsonRpcException as error:
            return {"error": error.message}

    def _plain(self, answer: Any) -> Any:
        """An answer as JSON, without what differs from run to run, and with the ends of what is long cut off."""
        plain = self._editor.client.protocol._converter.unstructure(answer)
        text = json.dumps(plain, ensure_ascii=False).replace(self._folder.as_uri(), "{root}")
        text = text.replace(json.dumps(str(self._folder))[1:-1], "{folder}").replace(f'"v{__version__}"', '"{version}"')
        return _short(json.loads(text))


def _nothing(argument: Any) -> None:
    """A step that is part of the start."""


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: f"{{{key}}}" if key in ("resultId", "key") else _short(each) for key, each in value.items()}
    if isinstance(value, list):
        shown = [_short(each) for each in value[:MOST_ITEMS]]
        return [*shown, f"and {len(value) - MOST_ITEMS} more"] if len(value) > MOST_ITEMS else shown
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        return value[:MOST_CHARACTERS] + "…"
    return value


def played(name: str, folder: Path) -> list[dict[str, Any]]:
    """Play a session in a new folder."""
    write(folder)
    (folder / "loose.py").write_text(TEXTS["loose.py"], encoding="utf-8")
    return asyncio.run(Player(folder).play(SESSIONS[name]))


def file_of(name: str) -> Path:
    """The recording of a session."""
    return RECORDED / f"{name.replace(' ', '-')}.json"


def main() -> int:
    """Record all sessions."""
    RECORDED.mkdir(exist_ok=True)
    for name in SESSIONS:
        with tempfile.TemporaryDirectory() as folder:
            session = played(name, Path(folder).resolve() / "project")
        file_of(name).write_text(json.dumps(session, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
