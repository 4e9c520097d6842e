"""Calls of the SDK beside what the SDK defines, and the order of steps."""

from __future__ import annotations

from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.definition.model import Definitions, SdkCall, Setting, Use
from sm_lint.judgement.definitions.sdk_calls import (
    calls_of,
    class_names,
    maker,
    targets,
    unknown_keywords,
    variable_type,
)
from sm_lint.judgement.definitions.step_order import dependencies, runs_after
from sm_lint.syntax.span import Place, Span

HERE = Place("/p/a.py", Span(1, 1, 1, 9))
THERE = Place("/p/a.py", Span(2, 1, 2, 9))


def text(value: str, place: Place = HERE) -> Setting:
    return Setting(place, value, "str", "literal", value)


def test_positions_become_names() -> None:
    call = SdkCall(
        "sagemaker.transformer.Transformer", HERE, (("0", text("model")), ("instance_type", text("ml.m5.large")))
    )
    (known,) = calls_of(Definitions("/p/a.py", calls=(call,)))
    assert {name: setting.text for name, setting in known.given.items()} == {
        "model_name": "model",
        "instance_type": "ml.m5.large",
    }


def test_a_method_does_not_count_its_object() -> None:
    call = SdkCall("sagemaker.model.Model.deploy", HERE, (("1", text("2")),), bound=True, links=(("self", 0),))
    made = SdkCall("sagemaker.model.Model", THERE)
    definitions = Definitions("/p/a.py", calls=(made, call))
    known = list(calls_of(definitions))[1]
    assert "initial_instance_count" in known.given
    owner = maker(definitions, call)
    assert owner is not None
    assert owner.call is made


def test_a_place_where_one_of_several_is_called_is_left_out() -> None:
    calls = (SdkCall("sagemaker.model.Model", HERE), SdkCall("sagemaker.transformer.Transformer", HERE))
    assert list(calls_of(Definitions("/p/a.py", calls=calls))) == []


def test_class_names_hold_the_bases() -> None:
    assert {"PyTorch", "Framework", "EstimatorBase"} <= class_names("sagemaker.pytorch.PyTorch")
    assert {"LocalSession", "PipelineSession", "Session"} <= class_names(
        "sagemaker.workflow.pipeline_context.LocalPipelineSession"
    )
    assert class_names("sagemaker.session.Session.client()") == frozenset()
    assert class_names("") == frozenset()


def test_unknown_keywords_leave_out_those_of_v1_and_of_the_migration() -> None:
    old = SdkCall("sagemaker.estimator.Estimator", HERE, (("image_name", text("a")), ("imge", text("b"))))
    (known,) = calls_of(Definitions("/p/a.py", calls=(old,)))
    assert list(unknown_keywords(known)) == ["imge"]
    new = SdkCall("sagemaker.core.shapes.ProcessingInput", HERE, (("input_name", text("a")), ("sorce", text("b"))))
    (known,) = calls_of(Definitions("/p/a.py", calls=(new,)))
    assert list(unknown_keywords(known)) == ["sorce"]
    whole = SdkCall("sagemaker.core.shapes.ProcessingInput", HERE, (("source", text("a")), ("sorce", text("b"))))
    (known,) = calls_of(Definitions("/p/a.py", calls=(whole,)))
    assert list(unknown_keywords(known)) == []


def test_names_outside_the_sdk_have_no_target() -> None:
    assert targets("boto3.client") == ()
    assert targets("sagemaker.estimator.Estimator.fit().x") == ()


def test_a_parameter_is_one_as_it_is() -> None:
    assert variable_type(Setting(HERE, type="sagemaker.workflow.parameters.ParameterInteger")) == "ParameterInteger"
    assert variable_type(Setting(HERE, type="sagemaker.workflow.parameters.ParameterInteger.to_string()")) is None
    assert variable_type(Setting(HERE, type="sagemaker.tuner.IntegerParameter")) is None


def step(name: str, place: Place = HERE) -> SdkCall:
    return SdkCall("sagemaker.workflow.steps.ProcessingStep", place, (("name", text(name)),))


def test_steps_wait_through_others_and_for_conditions() -> None:
    uses = (
        Use("depends", HERE, "A", within=("B",)),
        Use("property", HERE, "B", "X", within=("C",)),
        Use("then", HERE, "D", within=("Choice",)),
        Use("property", HERE, "C", "Y", within=("Choice",)),
    )
    after = runs_after(Definitions("/p/a.py", uses=uses))
    assert after is not None
    assert after("D") == {"Choice", "C", "B", "A"}
    assert after("A") == frozenset()


def test_steps_that_are_added_later() -> None:
    listed = Setting(HERE, type="list", known="literal", items=(text("A"),))
    added = SdkCall(
        "sagemaker.workflow.steps.ProcessingStep.add_depends_on", THERE, (("1", listed),), links=(("self", 0),)
    )
    definitions = Definitions("/p/a.py", calls=(step("B"), added))
    assert [(each.step, each.on) for each in dependencies(definitions)] == [("B", "A")]


def test_a_dependency_that_is_not_known_says_nothing_of_the_order() -> None:
    call = SdkCall("sagemaker.workflow.steps.ProcessingStep", HERE, (("depends_on", Setting(HERE)),))
    assert runs_after(Definitions("/p/a.py", calls=(call,))) is None


def test_calls_come_out_of_the_cache_as_they_went_in() -> None:
    call = SdkCall(
        "sagemaker.model.Model", HERE, (("role", text("r")),), True, True, False, (("self", 3), ("steps[0]", 1))
    )
    definitions = Definitions("/p/a.py", calls=(call,))
    assert loads(dumps(definitions)) == definitions
