from __future__ import annotations

import os

import pytest

pytest.importorskip("pygls")

from sm_lint.links import file_uri
from sm_lint.server.wire import path_of


@pytest.mark.parametrize(
    "path",
    ["/a/b.py", "/a b/ü.py", "/a/x;y.py", "/a/100%.py", "/a/#1?.py", "/c:/x.py", "/a/\udcff.py", "/\U0001d4b3/[1].py"],
)
@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
def test_the_address_of_a_path_leads_back_to_it(path: str) -> None:
    uri = file_uri(path)
    assert uri.isascii()
    assert path_of(uri) == path


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "", "file:", "file://[", "vscode-notebook-cell:/a/b.ipynb#W0"])
def test_other_addresses_are_no_files(uri: str) -> None:
    assert path_of(uri) is None


def test_addresses_as_clients_write_them() -> None:
    assert path_of("file:///a%20b/%C3%BC.py") == os.path.normpath("/a b/ü.py")
    assert path_of("file://localhost/a/b.py") == os.path.normpath("/a/b.py")
