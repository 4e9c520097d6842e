"""Random edits of several documents: after each, the server's findings are those of a fresh run over the same texts.

``python -m tests.server.soak --minutes 30`` edits a copy of the examples.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.run.runner import lint_paths
from sm_lint.server.diagnostics import is_broken
from sm_lint.server.protocol import Server
from sm_lint.syntax.span import Place
from tests.server.client import Editor

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STRING = re.compile(r'"[^"\n]+"')
MOST_OPEN = 6


class StaleError(AssertionError):
    """The server's findings differ from those of a fresh run."""


class Soak:
    """Edits documents of one folder at random.

    Args:
        editor: an editor whose server runs in this process.
        folder: the root of the workspace; its files are changed.
        seed: of the random choices.
    """

    def __init__(self, editor: Editor, folder: Path, seed: int) -> None:
        self._editor = editor
        self._folder = folder
        self._random = random.Random(seed)
        self._files = [file for file in sorted(folder.rglob("*")) if file.suffix in (".py", ".toml")]
        self._originals = {file: file.read_text(encoding="utf-8") for file in self._files}
        self._texts: dict[Path, str] = {}
        self._uris: dict[Path, str] = {}
        self.done: list[str] = []

    async def step(self) -> None:
        """Make one to three changes, and compare.

        Raises:
            StaleError: the findings differ from those of a fresh run.
        """
        self.done = [self._change() for _ in range(self._random.choice((1, 1, 1, 2, 3)))]
        await self._settled()
        self._compare()

    # -- changes ----------------------------------------------------------------------------------------------------

    def _change(self) -> str:
        """Make one change; returns what it is."""
        choices = [self._open] if len(self._texts) < MOST_OPEN else []
        if self._texts:
            choices += [self._edit] * 12 + [self._restore] * 3 + [self._close, self._save]
        choices += [self._on_disk]
        return self._random.choice(choices)()

    def _open(self) -> str:
        file = self._random.choice([file for file in self._files if file not in self._texts])
        self._texts[file] = file.read_text(encoding="utf-8") if file.exists() else self._originals[file]
        self._uris[file] = self._editor.open(file, self._texts[file])
        return f"open {file.name}"

    def _close(self) -> str:
        file = self._random.choice(list(self._texts))
        del self._texts[file]
        self._editor.close(self._uris[file])
        return f"close {file.name}"

    def _edit(self) -> str:
        file = self._random.choice(list(self._texts))
        self._texts[file] = self._edited(self._texts[file])
        self._editor.change(self._uris[file], self._texts[file])
        return f"edit {file.name}"

    def _restore(self) -> str:
        file = self._random.choice(list(self._texts))
        self._texts[file] = self._originals[file]
        self._editor.change(self._uris[file], self._texts[file])
        return f"restore {file.name}"

    def _save(self) -> str:
        file = self._random.choice(list(self._texts))
        file.write_text(self._texts[file], encoding="utf-8")
        identity = types.TextDocumentIdentifier(self._uris[file])
        self._editor.client.text_document_did_save(types.DidSaveTextDocumentParams(identity))
        return f"save {file.name}"

    def _on_disk(self) -> str:
        file = self._random.choice(self._files)
        if file.exists() and self._random.random() < 0.3:
            file.unlink()
            kind = types.FileChangeType.Deleted
        else:
            kind = types.FileChangeType.Changed if file.exists() else types.FileChangeType.Created
            file.write_text(self._originals[file], encoding="utf-8")
        event = types.FileEvent(file.as_uri(), kind)
        self._editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        return f"{kind.name.lower()} {file.name} on the disk"

    def _edited(self, text: str) -> str:
        lines = text.split("\n")
        at = self._random.randrange(len(lines))
        other = self._random.choice(self._originals[self._random.choice(self._files)].split("\n"))
        match self._random.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[self._random.randrange(len(lines))])
            case 2:
                lines.insert(at, other)
            case 3:
                column = self._random.randint(0, len(lines[at]))
                typed = self._random.choice(('"', "(", "x", "𝒳é", " ", "\t", "# noqa", "/opt/ml/", "\r", "]", "="))
                lines[at] = lines[at][:column] + typed + lines[at][column:]
            case _:
                strings = list(STRING.finditer(text))
                pool = STRING.findall("\n".join(self._originals.values()))
                if strings and pool:
                    found = self._random.choice(strings)
                    return text[: found.start()] + self._random.choice(pool) + text[found.end() :]
        return "\n".join(lines)

    # -- comparison -------------------------------------------------------------------------------------------------

    @property
    def _server(self) -> Server:
        assert self._editor.server is not None
        return self._editor.server

    async def _settled(self) -> None:
        """Wait until the server has received everything, and has judged the latest texts."""
        await self._round_trip()
        while self._server._task is not None and not self._server._task.done():
            await self._server._task
        await self._round_trip()

    async def _round_trip(self) -> None:
        """Ask something that is answered at once, after all that was sent before."""
        nothing = types.TextDocumentIdentifier("untitled:nothing")
        await self._editor.client.text_document_hover_async(types.HoverParams(nothing, types.Position(0, 0)))

    def _compare(self) -> None:
        server = self._server
        opened = {str(file) for file in self._texts}
        overlay = server.session.buffers.overlay()
        fresh: dict[str, set[Finding]] = defaultdict(set)
        if opened:
            options = Resolver(cwd=str(self._folder), overlay=overlay)
            for finding in lint_paths(sorted(opened), resolver=options, overlay=overlay, cache=False).findings:
                fresh[finding.place.path].add(finding)
        everywhere = {*opened, *fresh, *(path for each in server.judged.values() for path in each.elsewhere)}
        for path in sorted(everywhere):
            known, wanted = set(server.findings(path)), fresh[path]
            if known != wanted and not (is_broken(wanted) and known >= wanted):
                raise StaleError(_difference(path, known, wanted))
            shown = self._editor.published.get(server.wire.uri(Place(path)), [])
            if len(shown) != len(known):
                raise StaleError(f"{path}: {len(shown)} of {len(known)} findings are shown")


def _difference(path: str, known: set[Finding], wanted: set[Finding]) -> str:
    def lines(sign: str, findings: set[Finding]) -> list[str]:
        return [f"  {sign} {each.place.span.line}: {each.code} {each.message}" for each in sorted(findings, key=repr)]

    return "\n".join([path, *lines("stale", known - wanted), *lines("missing", wanted - known)])


async def soak(folder: Path, seed: int, steps: int | None = None, seconds: float | None = None) -> int:
    """Edit the files of a folder until so many steps are done or so many seconds are over; returns the steps.

    Raises:
        StaleError: the findings differ from those of a fresh run.
    """
    editor = Editor()
    await editor.start(folder)
    made, done, end = Soak(editor, folder, seed), 0, time.monotonic() + (seconds or float("inf"))
    try:
        while done != steps and time.monotonic() < end:
            done += 1
            try:
                await made.step()
            except StaleError as stale:
                raise StaleError(f"seed {seed}, step {done}, after {', '.join(made.done)}:\n{stale}") from None
        assert editor.messages == []
    finally:
        await editor.stop()
    return done


def main(arguments: Sequence[str]) -> int:
    """Edit copies of the examples, with one seed after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.server.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=200, help="with one seed")
    chosen = parser.parse_args(arguments)
    end, seed, done = time.monotonic() + 60 * chosen.minutes, chosen.seed, 0
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder).resolve() / "examples"
            shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns("broken", "plugin", ".sm_lint_cache"))
            done += asyncio.run(soak(copy, seed, chosen.steps, end - time.monotonic()))
        print(f"seed {seed}: {done} steps so far, {_memory()} MiB at most", flush=True)
        seed += 1
    return 0


def _memory() -> int:
    """The most memory that this process has had, in MiB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
