"""Random contracts: each narrowing is found as a breaking change, no widening is called one, and nothing differs from itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Requirement, Variable
from sm_lint.contracts.versions import Bump, parse_version
from sm_lint.evolution.compare import contract_diff
from sm_lint.evolution.requirements import excluded_version
from sm_lint.syntax.span import Place

AT = Place("/project/contracts.toml")
NAMES = st.sampled_from(["alpha", "beta_field", "gamma", "delta-rate", "epsilon", "zeta_9", "eta.x"])
VALUES = st.sampled_from(["0", "1", "0.5", "text/csv", "/opt/ml/model", "none at all"])
FILES = st.lists(st.sampled_from(["metrics.json", "part.csv", "model.bin", "a/b.txt"]), unique=True, max_size=3)
CHOICES = st.lists(st.sampled_from(["0", "1", "0.5", "low", "high"]), unique=True, max_size=4)
SPECIFIERS = st.sampled_from(["", ">=1.3", ">=1.3.0,<2", "==1.7.6", "~=1.4", "==2.*", "!=1.5", "<3", ">0.9,!=1.2"])


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    names = [draw(st.lists(NAMES, unique=True, max_size=4)) for _ in range(5)]
    arguments = []
    for name in names[3]:
        required = draw(st.booleans())
        choices = tuple(draw(CHOICES))
        default = None if required else draw(st.sampled_from(choices) if choices else st.none() | VALUES)
        kind = draw(st.sampled_from([None, "int", "float", "str"]))
        arguments.append(Argument(name.replace("_", "-"), AT, required, default, choices, kind, spelling=name))
    variables = []
    for name in names[2]:
        required = draw(st.booleans())
        variables.append(Variable(name.upper(), AT, required, None if required else draw(VALUES)))
    return Contract(
        id="x",
        place=AT,
        job="processing",
        entry_points=(EntryPoint("x.py", AT),),
        inputs=tuple(_input(draw, name) for name in names[0]),
        outputs=tuple(
            Output(name, f"/opt/ml/processing/out/{name}", AT, draw(st.booleans()), tuple(draw(FILES)))
            for name in names[1]
        ),
        environment=tuple(variables),
        arguments=tuple(arguments),
        requirements=tuple(Requirement(name, draw(SPECIFIERS), AT) for name in names[4]),
        version=draw(st.none() | st.just("1.2.3")),
    )


def _input(draw: st.DrawFn, name: str) -> Input:
    patterns = draw(st.sampled_from([(), ("s3://b/*",), ("s3://b/*", "s3://c/?.csv")]))
    return Input(name, f"/opt/ml/processing/in/{name}", AT, draw(st.booleans()), source_pattern=patterns)


def _edited(items: tuple[object, ...], index: int, **changes: object) -> tuple[object, ...]:
    return (*items[:index], replace(items[index], **changes), *items[index + 1 :])  # type: ignore[type-var]


Edit = Callable[[], Contract]


def narrowings(c: Contract) -> list[tuple[str, Edit]]:
    """Ways to ask for more, or to give less, each with the kind of change that it has to be found as."""
    found: list[tuple[str, Edit]] = [
        ("required-input-added", lambda: replace(c, inputs=(*c.inputs, Input("new", "/opt/ml/processing/in/new", AT)))),
        ("required-variable-added", lambda: replace(c, environment=(*c.environment, Variable("NEW", AT, True)))),
        ("required-argument-added", lambda: replace(c, arguments=(*c.arguments, Argument("new", AT, True)))),
        ("requirement-added", lambda: replace(c, requirements=(*c.requirements, Requirement("new", ">=1", AT)))),
        ("job-kind-changed", lambda: replace(c, job="training")),
        ("entry-point-removed", lambda: replace(c, entry_points=(EntryPoint("y.py", AT),))),
    ]

    return [*found, *_narrower_places(c), *_narrower_settings(c)]


def _narrower_places(c: Contract) -> list[tuple[str, Edit]]:
    found: list[tuple[str, Edit]] = []

    def edit(code: str, field: str, index: int, **changes: object) -> None:
        found.append((code, lambda: replace(c, **{field: _edited(getattr(c, field), index, **changes)})))

    for i, entry in enumerate(c.inputs):
        found.append(("input-removed", lambda i=i: replace(c, inputs=c.inputs[:i] + c.inputs[i + 1 :])))  # type: ignore[misc]
        edit("input-moved", "inputs", i, path=f"{entry.path}/deeper")
        edit("input-renamed", "inputs", i, name="renamed")
        edit("input-kind-changed", "inputs", i, kind="file")
        edit("source-pattern-narrowed", "inputs", i, source_pattern=("s3://b/*.tar.gz",))
        if not entry.required:
            edit("input-required", "inputs", i, required=True)
    for i, output in enumerate(c.outputs):
        found.append(("output-removed", lambda i=i: replace(c, outputs=c.outputs[:i] + c.outputs[i + 1 :])))  # type: ignore[misc]
        edit("output-moved", "outputs", i, path=f"{output.path}/deeper")
        edit("output-renamed", "outputs", i, name="renamed")
        if output.required:
            edit("output-optional", "outputs", i, required=False)
        if output.files:
            edit("output-file-removed", "outputs", i, files=output.files[1:])
            stem = output.files[0].rpartition(".")[0]
            edit("output-format-changed", "outputs", i, files=(f"{stem}.parquet", *output.files[1:]))
    return found


def _narrower_settings(c: Contract) -> list[tuple[str, Edit]]:
    found: list[tuple[str, Edit]] = []

    def edit(code: str, field: str, index: int, **changes: object) -> None:
        found.append((code, lambda: replace(c, **{field: _edited(getattr(c, field), index, **changes)})))

    for i, variable in enumerate(c.environment):
        if not variable.required:
            edit("variable-required", "environment", i, required=True, value=None)
            edit("variable-default-changed", "environment", i, value="another default")
    for i, argument in enumerate(c.arguments):
        found.append(("argument-removed", lambda i=i: replace(c, arguments=c.arguments[:i] + c.arguments[i + 1 :])))  # type: ignore[misc]
        if not argument.required:
            edit("argument-required", "arguments", i, required=True, value=None)
            if argument.value is not None:
                edit("argument-default-changed", "arguments", i, value="another default")
                edit("argument-default-dropped", "arguments", i, value=None)
        if len(argument.choices) > 1:
            edit("choices-narrowed", "arguments", i, choices=argument.choices[1:])
        if not argument.choices:
            edit("choices-narrowed", "arguments", i, choices=("only",))
        edit("argument-action-changed", "arguments", i, action="append_const")
        if argument.type in (None, "float", "str"):
            edit("argument-type-changed", "arguments", i, type="int")
        edit("argument-action-changed", "arguments", i, action="store_true")
    for i, requirement in enumerate(c.requirements):
        if excluded_version(requirement.specifier, "==77.7.7") is not None:
            edit("requirement-tightened", "requirements", i, specifier="==77.7.7")
    return found


def widenings(c: Contract) -> list[Edit]:
    """Ways to ask for less, or to give more."""
    found: list[Edit] = [
        lambda: replace(c, inputs=(*c.inputs, Input("new", "/opt/ml/processing/in/new", AT, required=False))),
        lambda: replace(c, outputs=(*c.outputs, Output("new", "/opt/ml/processing/out/new", AT))),
        lambda: replace(c, environment=(*c.environment, Variable("NEW", AT, False, "1"))),
        lambda: replace(c, arguments=(*c.arguments, Argument("new", AT, False, "1"))),
        lambda: replace(c, entry_points=(*c.entry_points, EntryPoint("y.py", AT))),
        lambda: replace(c, description="what it does", reserved=("gone",), allow_paths=("/opt/ml/code/**",)),
        lambda: replace(c, arguments=(), open_arguments=True),
        lambda: replace(c, version="2.0.0"),
    ]

    def edit(field: str, index: int, **changes: object) -> None:
        found.append(lambda: replace(c, **{field: _edited(getattr(c, field), index, **changes)}))

    for i in range(len(c.inputs)):
        edit("inputs", i, required=False)
        edit("inputs", i, source_pattern=())
    found.append(lambda: replace(c, entry_points=(EntryPoint("*.py", AT),)))
    found.append(lambda: replace(c, environment=(*c.environment, Variable("*", AT, False, "")), version="1.3.0"))
    for i, output in enumerate(c.outputs):
        edit("outputs", i, required=True)
        edit("outputs", i, files=(*output.files, "more.log"))
    for i, variable in enumerate(c.environment):
        if variable.required:
            edit("environment", i, required=False, value="1")
        elif not variable.value:
            others = (*c.environment[:i], *c.environment[i + 1 :])
            found.append(
                lambda o=others, v=variable: replace(c, environment=(*o, Variable(f"{v.name[:2]}*", AT, False, "")))
            )  # type: ignore[misc]
    for i, argument in enumerate(c.arguments):
        if argument.required:
            edit("arguments", i, required=False)
        edit("arguments", i, type=None)
        edit("arguments", i, type="Path")
        if argument.action is None:
            edit("arguments", i, action="append")
        if argument.choices:
            edit("arguments", i, choices=(*argument.choices, "another"))
            edit("arguments", i, choices=())
        if argument.type == "int":
            edit("arguments", i, type="float")
    for i, requirement in enumerate(c.requirements):
        edit("requirements", i, specifier="")
        found.append(lambda i=i: replace(c, requirements=c.requirements[:i] + c.requirements[i + 1 :]))  # type: ignore[misc]
        if requirement.specifier == ">=1.3.0,<2":
            edit("requirements", i, specifier=">=1.2,<3")
    return found


@given(contracts(), st.data())
@settings(max_examples=100)
def test_each_narrowing_is_found(contract: Contract, data: st.DataObject) -> None:
    kind, edit = data.draw(st.sampled_from(narrowings(contract)))
    found = contract_diff("x", "contract", contract, edit())
    assert kind in {change.kind.name for change in found.changes if change.is_breaking}
    assert found.needed is Bump.MAJOR
    assert found.is_unannounced


@given(contracts(), st.data())
@settings(max_examples=100)
def test_no_widening_is_called_breaking(contract: Contract, data: st.DataObject) -> None:
    edit = data.draw(st.sampled_from(widenings(contract)))
    found = contract_diff("x", "contract", contract, edit())
    assert [change.message for change in found.changes if change.is_breaking] == []
    assert found.needed < Bump.MAJOR
    assert not found.is_unannounced


@given(contracts(), st.lists(st.integers(0, 1000), max_size=4), st.data())
@settings(max_examples=60)
def test_widenings_add_up(contract: Contract, picks: list[int], data: st.DataObject) -> None:
    after = contract
    for pick in picks:
        edits = widenings(after)
        after = edits[pick % len(edits)]()
    found = contract_diff("x", "contract", contract, after)
    assert [change.message for change in found.changes if change.is_breaking] == []


@given(contracts())
def test_nothing_differs_from_itself(contract: Contract) -> None:
    assert contract_diff("x", "contract", contract, contract).changes == ()
    moved = replace(contract, place=Place("/elsewhere.toml"), inputs=tuple(reversed(contract.inputs)))
    assert contract_diff("x", "contract", contract, moved).changes == ()


@given(contracts(), contracts())
@settings(max_examples=80)
def test_what_breaks_one_way_is_a_change_the_other_way(one: Contract, other: Contract) -> None:
    there, back = contract_diff("x", "contract", one, other), contract_diff("x", "contract", other, one)
    assert bool(there.changes) == bool(back.changes)


@given(contracts(), st.data())
def test_a_breaking_change_is_announced_by_a_major_version(contract: Contract, data: st.DataObject) -> None:
    _, edit = data.draw(st.sampled_from(narrowings(contract)))
    before = replace(contract, version="1.2.3")
    assert contract_diff("x", "contract", before, replace(edit(), version="1.3.0")).is_unannounced
    enough = contract_diff("x", "contract", before, replace(edit(), version="2.0.0"))
    assert not enough.is_unannounced
    assert enough.wanted == "2.0.0"


VERSIONS = st.builds("{}.{}.{}".format, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))


@given(VERSIONS, st.sampled_from([Bump.PATCH, Bump.MINOR, Bump.MAJOR]))
def test_a_raised_version_announces_at_least_that(text: str, bump: Bump) -> None:
    from sm_lint.contracts.versions import needed_bump

    version = parse_version(text)
    assert version is not None
    assert needed_bump(version, version.raised(bump)) >= bump
