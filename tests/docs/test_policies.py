"""Every expectation has a recipe, every recipe may be written, and packs expect what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.policies.contradictions import contradiction
from sm_lint.policies.data import fields, packs

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "policies.md").read_text("utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_expectation_has_a_recipe_that_says_it() -> None:
    recipes = dict(re.findall(r"^### `([\w-]+)`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
    assert [name for name in recipes if name in fields()] == list(fields())
    for name in fields():
        assert re.search(rf"^{name}[ .=]", recipes[name], re.MULTILINE), name


@pytest.mark.parametrize("block", BLOCKS)
def test_a_recipe_is_what_may_be_written(tmp_path: Path, block: str) -> None:
    (tmp_path / "pyproject.toml").write_text(block)
    settings = Resolver(cwd=str(tmp_path)).settings_for(str(tmp_path / "job.py"))
    assert settings.problems == ()
    assert settings.policies


@pytest.mark.parametrize("name", packs())
def test_a_pack_expects_what_jobs_have(name: str) -> None:
    for each in packs()[name].expectations:
        field = fields()[each.field]
        assert set(each.kinds) <= set(field.kinds)
        assert contradiction(field.type, each.tests) == ""
        assert each.control
        assert each.source.startswith("https://")
