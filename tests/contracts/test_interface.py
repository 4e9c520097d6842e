from __future__ import annotations

from dataclasses import replace

from sm_lint.contracts.interface import NOTHING_GIVEN, given, interface
from sm_lint.contracts.model import Argument, Contract, Input, Variable
from sm_lint.syntax.span import Place, Span

HERE, THERE = Place("/pyproject.toml", Span(1, 1, 1, 2)), Place("/pyproject.toml", Span(9, 1, 9, 2))


def argument(name: str, value: str | None = None, *, required: bool = False, choices: tuple[str, ...] = ()) -> Argument:
    return Argument(name, HERE, required=required, value=value, choices=choices)


DECLARED = Contract(
    "train",
    HERE,
    job="training",
    inputs=(Input("train", None, HERE), Input("validation", "/opt/ml/input/data/validation", HERE)),
    environment=(Variable("A", HERE, value="1"), Variable("B", HERE, required=True)),
    arguments=(
        argument("epochs", "3"),
        argument("mode", "fast", choices=("fast", "slow")),
        argument("name", required=True),
        argument("optional"),
    ),
)


def test_a_declared_contract_sets_no_variables_and_leaves_choices_open() -> None:
    start = given(DECLARED)
    assert start.environment == ()
    assert start.arguments == (("epochs", "3"), ("mode", None), ("name", None))
    assert start.channels == ("train", "validation")


def test_a_job_definition_sets_what_it_says() -> None:
    start = given(replace(DECLARED, origin="job"))
    assert start.environment == (("A", "1"), ("SM_CHANNELS", '["train", "validation"]'))
    assert start.arguments == (("epochs", "3"), ("mode", "fast"), ("name", None), ("optional", None))


def test_an_argument_whose_variants_differ_is_not_known() -> None:
    variant = replace(DECLARED, arguments=(argument("epochs", "9"),))
    assert ("epochs", None) in given(replace(DECLARED, variants=(("long", variant),))).arguments


def test_nothing_is_given_by_an_empty_contract() -> None:
    assert given(Contract("a", HERE)) == NOTHING_GIVEN


def test_where_a_contract_stands_changes_nothing() -> None:
    moved = replace(
        DECLARED, place=THERE, description="x", environment=tuple(replace(v, place=THERE) for v in DECLARED.environment)
    )
    assert interface([moved]) == interface([DECLARED])


def test_what_a_contract_says_changes_it() -> None:
    states = [
        [],
        [DECLARED],
        [DECLARED, DECLARED],
        [replace(DECLARED, job="processing")],
        [replace(DECLARED, inputs=())],
        [replace(DECLARED, variants=(("v", DECLARED),))],
        [replace(DECLARED, arguments=(argument("epochs", "4"),))],
    ]
    assert len({interface(state) for state in states}) == len(states)
    assert interface([]) == ""
