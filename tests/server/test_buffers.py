import json
from pathlib import Path

from sm_lint.server.buffers import Buffers, CellText, encoded


def test_a_buffer_that_repeats_the_file_is_not_unsaved(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbf# -*- coding: utf-8 -*-\r\nx = 1\r\n")
    buffers = Buffers()
    buffers.put(str(path), "# -*- coding: utf-8 -*-\r\nx = 1\r\n")
    assert buffers.overlay() == {}
    buffers.put(str(path), "x = 2\n")
    assert buffers.overlay() == {str(path): b"x = 2\n"}
    buffers.close(str(path))
    assert buffers.overlay() == {}
    assert str(path) not in buffers


def test_a_buffer_of_no_file_is_unsaved(tmp_path: Path) -> None:
    buffers = Buffers()
    buffers.put(str(tmp_path / "new.py"), "x = 1\n")
    assert list(buffers.overlay()) == [str(tmp_path / "new.py")]


def test_the_declared_encoding_is_used_where_it_can() -> None:
    assert encoded("# coding: latin-1\ns = 'é'\n").endswith(b"'\xe9'\n")
    assert encoded("#!/usr/bin/python\n# coding: latin-1\ns = 'é'\n").endswith(b"'\xe9'\n")
    assert encoded("# coding: latin-1\ns = '€'\n").endswith("'€'\n".encode())
    assert encoded("# coding: nonsense\nx = 1\n") == b"# coding: nonsense\nx = 1\n"
    assert encoded("s = '\ud800'") == b"s = '\xed\xa0\x80'"


def test_the_cells_of_a_notebook_are_a_notebook() -> None:
    buffers = Buffers()
    cells = [CellText("cell:1", False, "# Title"), CellText("cell:2", True, "x = 1\ny = 2")]
    buffers.put_notebook("/a.ipynb", cells)
    content = json.loads(buffers.overlay()["/a.ipynb"])
    assert [cell["source"] for cell in content["cells"]] == ["# Title", "x = 1\ny = 2"]
    assert buffers.cell("/a.ipynb", 2) == cells[1]
    assert buffers.cell("/a.ipynb", 3) is None
    assert buffers.cell_of("cell:2") == ("/a.ipynb", 2)
    assert buffers.cell_of("cell:9") is None
