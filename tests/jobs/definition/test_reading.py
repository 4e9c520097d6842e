"""Single values out of a job definition: what is certain, and None for everything else."""

from __future__ import annotations

import pytest

from sm_lint.contracts.model import Contract
from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.jobs.definition.reading import (
    absent,
    elements,
    entries,
    find,
    find_in,
    flag,
    literal,
    number,
    output_names,
)
from sm_lint.syntax.span import Place

PLACE = Place("/p/define.py")


def setting(text: str | None, type: str = "str", known: str = "literal", **more: object) -> Setting:
    return Setting(PLACE, text, type, known, **more)  # type: ignore[arg-type]


def mapping(**items: Setting) -> Setting:
    return Setting(PLACE, None, "dict", "literal", "", tuple(items.values()), tuple(items))


def job(mounts: tuple[Mount, ...] = (), *, open_outputs: bool = False, **settings: Setting) -> Job:
    contract = Contract("c", PLACE, open_outputs=open_outputs)
    return Job(
        "a job", "processing", "v2", "run", "Processor", PLACE, contract, None, None, mounts,
        settings=tuple(settings.items()),
    )  # fmt: skip


def test_literal_is_a_string_or_path_that_is_known_whole() -> None:
    assert literal(setting("a")) == "a"
    assert literal(setting("a", "pathlib.Path")) == "a"
    for other in (setting("3", "int"), setting("a*", known="computed"), setting(None, known="unknown"), None):
        assert literal(other) is None


def test_numbers_and_flags() -> None:
    assert number(setting("3", "int")) == 3
    assert number(setting("0.5", "float")) == 0.5
    assert number(setting("3")) is None
    assert number(setting("True", "bool")) is None
    assert flag(setting("True", "bool")) is True
    assert flag(setting("False", "bool")) is False
    assert flag(setting("True")) is None


def test_absent_is_not_given_or_none() -> None:
    assert absent(None)
    assert absent(setting(None, "None"))
    assert not absent(setting(None, "", "unknown"))
    assert not absent(setting(""))


def test_entries_and_elements_are_not_those_of_calls() -> None:
    inner = mapping(a=setting("1"))
    assert [key for key, _ in entries(inner)] == ["a"]
    call = Setting(PLACE, None, "sagemaker.utils.f", "literal", "", (setting("1"),), ("0",))
    assert list(entries(call)) == []
    assert elements(call) == ()
    assert len(elements(Setting(PLACE, None, "list", "literal", "", (setting("1"),)))) == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"max_wait": setting("60", "int")},
        {"stopping_condition": mapping(max_wait_time_in_seconds=setting("60", "int"))},
        {"StoppingCondition": mapping(MaxWaitTimeInSeconds=setting("60", "int"))},
    ],
)
def test_find_knows_all_names_of_a_thing(settings: dict[str, Setting]) -> None:
    assert number(find(job(**settings), "maximum wait")) == 60


def test_find_of_what_is_not_given() -> None:
    assert find(job(StoppingCondition=mapping()), "maximum wait") is None
    with pytest.raises(KeyError):
        find(job(), "no such thing")


def test_find_in_a_mount() -> None:
    mount = Mount("input", PLACE, settings=(("S3Input", mapping(S3InputMode=setting("File"))),))
    assert literal(find_in(mount, "S3 input mode")) == "File"


def test_names_of_outputs_are_all_known_or_none_is() -> None:
    def output(name: Setting | None) -> Mount:
        return Mount("output", PLACE, name)

    known = (output(setting("a")), output(setting("b")), Mount("input", PLACE, setting("c")))
    assert output_names([job(known)]) == {"a", "b"}
    assert output_names([job(known), job((output(setting("d")),))]) == {"a", "b", "d"}
    assert output_names([job((*known, output(None)))]) is None
    assert output_names([job(known, open_outputs=True)]) is None
    assert output_names([]) is None
