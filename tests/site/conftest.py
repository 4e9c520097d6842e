"""The site as it was built: `make docs` names its folder in ``SM_LINT_SITE``; without that these tests are skipped."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.graph.chromium import Tab, browser, program

BUILT = os.environ.get("SM_LINT_SITE")


@pytest.fixture(scope="session")
def site() -> Path:
    if not BUILT:
        pytest.skip("SM_LINT_SITE names no built site")
    return Path(BUILT).resolve(strict=True)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where a server of this machine serves the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def tab(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    found = program()
    if found is None:
        pytest.skip("there is no Chromium")
    with browser(found, tmp_path_factory.mktemp("profile")) as opened:
        yield opened
