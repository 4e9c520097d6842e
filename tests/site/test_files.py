"""The files of the site: nothing comes from elsewhere, links resolve, rules are found, the schemas are served."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from sm_lint.config import schema
from sm_lint.links import DOCUMENTATION, HOMEPAGE, rule_url
from sm_lint.registry.packages import search
from sm_lint.workspace.fingerprint import BUILT_IN

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2]
LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("object", "data")}
FETCHING = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}


class Page(HTMLParser):
    """What a page links to, what it loads, and the places that links may lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.places |= {known[name] for name in ("id", "name") if name in known}
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        if tag == "link" and FETCHING & set(known.get("rel", "").split()):
            self.loaded.append(known.get("href", ""))
        self.loaded += [known[name] for of, name in LOADED if of == tag and name in known]
        self.loaded += [part.split()[0] for part in known.get("srcset", "").split(",") if part.strip()]


@cache
def parsed(file: Path) -> Page:
    return Page(file.read_text("utf-8"))


def pages(site: Path) -> dict[str, Page]:
    """The pages by their address below the root, ``rules/index.html``."""
    found = {file.relative_to(site).as_posix(): parsed(file) for file in sorted(site.rglob("*.html"))}
    assert len(found) > 100
    return found


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    outside = [(name, link) for name, page in pages(site).items() for link in page.loaded if urlsplit(link).netloc]
    assert outside == []
    assert sum(len(page.loaded) for page in pages(site).values()) > 100
    for sheet in site.rglob("*.css"):
        text = sheet.read_text("utf-8")
        assert not re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import[^;]*", text), sheet.name


def test_links_resolve(site: Path) -> None:
    known = pages(site)
    broken = []
    for name, page in known.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            # The page for what is not found is served from anywhere, so its links begin at the root of the host.
            path = parts.path.removeprefix(urlsplit(DOCUMENTATION).path) if name == "404.html" else parts.path
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(name), unquote(path).lstrip("/" * (name == "404.html")))
            )
            file = target if path else name
            if (site / file).is_dir():
                file = posixpath.normpath(posixpath.join(file, "index.html"))
            there = known.get(file)
            if not (site / file).is_file() or (there is not None and unquote(parts.fragment) not in there.places):
                broken.append((name, link))
    assert broken == []


def test_addresses_of_the_readme_and_of_the_program_are_served(site: Path) -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    own = re.findall(rf"{re.escape(DOCUMENTATION)}(/[^)\s#]*)", readme)
    rules = [rule_url(rule.name).removeprefix(DOCUMENTATION) for rule in search(BUILT_IN)]
    assert len(own) > 10
    assert len(rules) > 80
    assert [path for path in [*own, *rules] if not (site / path.lstrip("/") / "index.html").is_file()] == []
    files = re.findall(rf"{re.escape(HOMEPAGE)}/(?:blob|tree)/main/([^)\s#]*)", readme)
    assert files
    assert [path for path in files if not (PROJECT / path).exists()] == []


def test_the_schemas_are_served_where_they_say_they_are(site: Path) -> None:
    for name, made in ((schema.FILE, schema.schema()), (schema.PYPROJECT_FILE, schema.pyproject_schema())):
        served = json.loads((site / name).read_text("utf-8"))
        assert served == made
        assert served["$id"] == f"{DOCUMENTATION}/{name}"


def test_the_index_of_the_search_knows_codes_and_variables(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    words = re.compile(index["config"]["separator"])
    titles = {entry["location"]: set(words.split(entry["title"])) for entry in index["docs"]}
    lost = [rule.code for rule in search(BUILT_IN) if rule.code not in titles.get(f"rules/{rule.name}/", set())]
    assert lost == []
    holding = [entry["location"] for entry in index["docs"] if "SM_MODEL_DIR" in words.split(entry["text"])]
    assert len({location.partition("#")[0] for location in holding}) >= 3
