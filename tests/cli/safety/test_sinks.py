"""Which report goes where."""

from __future__ import annotations

import click
import pytest

from sm_lint.cli.verbs.check.sinks import Sink, sinks


@pytest.fixture(autouse=True)
def outside_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.mark.parametrize(
    ("wanted", "terminal", "expected"),
    [
        ([], True, [Sink("full", None, True)]),
        ([], False, [Sink("concise", None, True)]),
        (["json"], True, [Sink("json", None, True)]),
        (["sarif:a.sarif"], False, [Sink("concise", None, True), Sink("sarif", "/base/a.sarif")]),
        (["full", "sarif:/x/y:z"], False, [Sink("full", None, True), Sink("sarif", "/x/y:z")]),
        (["sarif:-"], False, [Sink("sarif", None, True)]),
        (["json:a", "sarif:a"], False, [Sink("concise", None, True), Sink("sarif", "/base/a")]),
    ],
)
def test_sinks(wanted: list[str], terminal: bool, expected: list[Sink]) -> None:
    assert list(sinks(wanted, None, terminal, "/base")) == expected


def test_output_file_takes_the_place_of_standard_output() -> None:
    assert sinks(["json"], "/x/report.json", True, "/base") == (Sink("json", "/x/report.json", True),)


@pytest.mark.parametrize(
    ("name", "said"), [("sariff", "did you mean `sarif`?"), ("", "choose one of"), ("xyz", "full")]
)
def test_unknown_format(name: str, said: str) -> None:
    with pytest.raises(click.UsageError, match="there is no output format") as caught:
        sinks([name], None, False, "/base")
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("wanted", "formats"),
    [
        ([], ["concise", "github"]),
        (["json"], ["json"]),
        (["github"], ["github"]),
        (["full", "github:x"], ["full", "github"]),
    ],
)
def test_annotations_are_added_within_actions(
    wanted: list[str], formats: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert [sink.format for sink in sinks(wanted, None, False, "/base")] == formats
