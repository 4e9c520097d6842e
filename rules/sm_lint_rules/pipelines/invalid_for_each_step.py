"""SMJ690: a loop of a pipeline that SageMaker Pipelines does not take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sm_lint.rules import Definitions, JobRule, Place, Setting
from sm_lint.rules.jobs import Called, absent, called, calls_of, literal, maker
from sm_lint.rules.platform import limit

_MOST_AT_ONCE, _MOST_ITEMS = "loop-concurrency", "loop-items"
_NOT_INSIDE = {"ConditionStep": "a condition", "FailStep": "a fail step", "ForEachStep": "another loop"}
_TYPES_NOT_INSIDE = {"Condition": "a condition", "Fail": "a fail step", "ForEach": "another loop"}
_SCALARS = frozenset({"str", "int", "float", "bool"})
_BODY = re.compile(r"(?:for_each_body|3)\[\d+\]")


class InvalidForEachStep(JobRule):
    """A loop of a pipeline has a limit, an item or a step that is not allowed there.

    ## What it does

    Looks at `ForEachStep`, and at steps of the type `ForEach` in the JSON of a pipeline. Reports `max_concurrency` that is no
    number from 1 to 50; items that are one literal value, no item at all, more than 100 of them, or one that is a list, a mapping
    or `None`; a body without steps, or with a condition, a fail step or another loop in it; and a selector whose field belongs to a
    step that is not in the body.

    ## Why is this bad?

    The SDK ends with a `ValueError` when the step is made, and the service refuses the definition of the pipeline.

    ## Example

    ```python
    from sagemaker.core.workflow.parameters import ParameterString
    from sagemaker.mlops.workflow.fail_step import FailStep
    from sagemaker.mlops.workflow.for_each_step import ForEachStep

    loop = ForEachStep(
        name="PerRegion",
        iterable_items=ParameterString("Regions"),
        max_concurrency=100,
        for_each_body=[prepare],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.core.workflow.parameters import ParameterString
    from sagemaker.mlops.workflow.fail_step import FailStep
    from sagemaker.mlops.workflow.for_each_step import ForEachStep

    loop = ForEachStep(
        name="PerRegion",
        iterable_items=ParameterString("Regions"),
        max_concurrency=50,
        for_each_body=[prepare],
    )
    ```

    ## Known limits

    What a variable of the pipeline holds is not known before it runs.

    No such loop was found in 245 public repositories. The rule is on by default, since the schema of the service and the SDK itself refuse
    it, and only what is written out is looked at.

    ## References

    - [sagemaker 3.27.0, `mlops/workflow/for_each_step.py`](https://pypi.org/project/sagemaker/3.27.0/)
    - [Amazon SageMaker Pipelines: steps](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html)
    """

    code = "SMJ690"
    name = "invalid-for-each-step"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the loops in code, and at those in documents."""
        for known in calls_of(definitions):
            if known.call.name == "ForEachStep" and "ForEachStep" in known.names:
                self._limits(known.given, "max_concurrency", "iterable_items")
                self._body(known.call.place, known.given.get("for_each_body"), _inside(definitions, known))
                self._selector(definitions, known)
        kinds = {use.step: use.path for use in definitions.uses if use.kind == "step"}
        for request in definitions.requests:
            if request.method == "for_each":
                given = dict(request.settings)
                self._limits(given, "MaxConcurrency", "IterableItems")
                body = given.get("ForEachBody")
                steps = [each for each in body.items if each.get("Type") is not None] if body is not None else []
                kinds_inside = [(each.place, literal(each.get("Type")) or "", _TYPES_NOT_INSIDE) for each in steps]
                if body is not None:
                    self._body(
                        request.place,
                        body,
                        kinds_inside
                        or [(each.place, kinds.get(each.text, ""), _TYPES_NOT_INSIDE) for each in body.items],
                    )

    def _limits(self, given: Mapping[str, Setting], most: str, listed: str) -> None:
        number = given.get(most)
        if number is not None and number.known == "literal" and not _is_allowed(number):
            self.report(
                number.place,
                f"`{most}` of a loop is a number from 1 to {limit(_MOST_AT_ONCE)}, and not {_shown(number)}",
            )
        items = given.get(listed)
        if items is None or items.known not in ("literal", "computed") or absent(items):
            return
        if items.type in _SCALARS and items.known == "literal":
            self.report(
                items.place, f"`{listed}` is a list, or a variable that holds one as JSON, and not {_shown(items)}"
            )
        elif items.type == "list":
            if not items.open and not items.items:
                self.report(items.place, f"`{listed}` is empty; a loop needs at least one item")
            elif len(items.items) > limit(_MOST_ITEMS):
                self.report(
                    items.place, f"`{listed}` has {len(items.items)} items; a loop takes at most {limit(_MOST_ITEMS)}"
                )
            for each in items.items:
                if (
                    each.known in ("literal", "computed")
                    and each.type in ("list", "dict", "None")
                    and not each.get("Get")
                ):
                    self.report(
                        each.place,
                        f"an item of `{listed}` is {_CALLED[each.type]}; write a mapping or a list as JSON, in a text",
                        once=items.place,
                    )

    def _body(self, place: Place, body: Setting | None, inside: Iterable[tuple[Place, str, Mapping[str, str]]]) -> None:
        if body is not None and body.type == "list" and body.known == "literal" and not body.items and not body.open:
            self.report(body.place, "the body of a loop is empty; it needs at least one step")
        for where, kind, forbidden in inside:
            if kind in forbidden:
                self.report(
                    where,
                    f"the body of a loop cannot have {forbidden[kind]} in it",
                    notes=[("the loop is here", place)],
                    once=(where, place),
                )

    def _selector(self, definitions: Definitions, known: Called) -> None:
        """The field of a selector is an output of a step of the body."""
        made = maker(definitions, known.call, "selector") or maker(definitions, known.call, "4")
        field = None
        if made is not None and made.call.name == "ForEachSelector":
            field = maker(definitions, made.call, "field") or maker(definitions, made.call, "1")
        if field is None or field.call.name != "IterationOutput":
            return
        body = known.given.get("for_each_body")
        if body is None or body.open or body.type != "list":
            return
        steps = [called(definitions.calls[index]) for key, index in known.call.links if _BODY.fullmatch(key)]
        names = [literal(each.given.get("name")) for each in steps]
        step = maker(definitions, field.call, "body_step") or maker(definitions, field.call, "0")
        wanted = literal(step.given.get("name")) if step is not None else literal(field.given.get("body_step"))
        if wanted and "*" not in wanted and len(steps) == len(body.items) and None not in names and wanted not in names:
            self.report(
                field.call.place,
                f"the selector of a loop compares outputs of `{wanted}`, which is no step of its body",
                notes=[("the loop is here", known.call.place)],
            )


_CALLED = {"list": "a list", "dict": "a mapping", "None": "`None`"}


def _inside(definitions: Definitions, known: Called) -> list[tuple[Place, str, Mapping[str, str]]]:
    """The steps in the body of a loop: where they are made, and of which class."""
    made = [definitions.calls[index] for key, index in known.call.links if _BODY.fullmatch(key)]
    return [(each.place, each.name, _NOT_INSIDE) for each in made]


def _is_allowed(number: Setting) -> bool:
    if number.type != "int" or number.text is None:
        return False
    return 1 <= int(number.text) <= limit(_MOST_AT_ONCE)


def _shown(setting: Setting) -> str:
    return f'"{setting.text}"' if setting.type == "str" else f"{setting.text}"
