"""The pages about editors name each setting, with its default, as the server and the extension have it."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from sm_lint.server.settings import MOST_DEBOUNCE, SECTION, ClientSettings

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "docs" / "editors"
ROW = re.compile(r"^\| `sm-lint\.([\w.]+)` \| `(.*?)` \|", re.MULTILINE)


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def documented(page: str) -> dict[str, Any]:
    """The settings in the table of a page, with their defaults."""
    return {name: json.loads(default) for name, default in ROW.findall((PAGES / page).read_text("utf-8"))}


def of_the_extension() -> dict[str, Any]:
    package = json.loads((PROJECT / "editors" / "vscode" / "package.json").read_text("utf-8"))
    found: dict[str, Any] = package["contributes"]["configuration"]["properties"]
    return found


SERVER = {camel(each.name): each.default for each in fields(ClientSettings)}


def test_the_page_has_the_settings_of_the_server() -> None:
    assert documented("index.md") == SERVER


def test_the_page_of_the_extension_has_those_that_only_it_has() -> None:
    own = {
        name.removeprefix(f"{SECTION}."): each["default"]
        for name, each in of_the_extension().items()
        if name.removeprefix(f"{SECTION}.") not in SERVER
    }
    assert documented("vscode.md") == own


@pytest.mark.parametrize("name", SERVER)
def test_the_extension_has_the_settings_of_the_server(name: str) -> None:
    setting = of_the_extension()[f"{SECTION}.{name}"]
    assert setting["default"] == SERVER[name]
    assert setting["type"] == {bool: "boolean", str: "string", int: "integer"}[type(SERVER[name])]
    if name == "debounce":
        assert (setting["minimum"], setting["maximum"]) == (0, MOST_DEBOUNCE)


def test_every_page_is_in_the_navigation() -> None:
    navigation = (PROJECT / "mkdocs.yml").read_text("utf-8")
    missing = [page.name for page in PAGES.glob("*.md") if f"editors/{page.name}" not in navigation]
    assert missing == []
