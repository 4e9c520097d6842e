"""Reads CloudFormation and SAM templates: the models, endpoints, pipelines and state machines among their resources.

Parameters, references and other functions of a template have values that only a deployment knows: they are variables here. Of
``Fn::Sub`` and ``Fn::Join`` the constant parts are known.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html,
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sm_lint.jobs.definition.model import Request, Setting
from sm_lint.jobs.definition.placeholders import PLACEHOLDER, with_holes
from sm_lint.jobs.definition.requests import request_job
from sm_lint.jobs.documents.json_settings import JsonReader
from sm_lint.jobs.documents.parts import Parts
from sm_lint.syntax.span import Place, Span

_MODEL = "AWS::SageMaker::Model"
_ENDPOINTS = {
    "AWS::SageMaker::Endpoint": "create_endpoint",
    "AWS::SageMaker::EndpointConfig": "create_endpoint_config",
}
_PIPELINE = "AWS::SageMaker::Pipeline"
_MACHINES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_REFERENCE, _FUNCTION, _SUBSTITUTE, _JOIN = "Ref", "Fn::", "Fn::Sub", "Fn::Join"

Inside = Callable[[Setting], Callable[[Span], Place]]
"""Returns how places in a text of the document are found by their spans in that text."""


def at_the_text(setting: Setting) -> Callable[[Span], Place]:
    """Every part of a text is at the place of the whole text."""
    return lambda span: setting.place


def is_template(document: Setting) -> bool:
    """Whether a document is a template that may create something of SageMaker."""
    resources = document.get("Resources")
    return resources is not None and any(_is_read(_text(resource.get("Type"))) for resource in resources.items)


def _is_read(kind: str) -> bool:
    return kind in (_MODEL, _PIPELINE) or kind in _ENDPOINTS or kind in _MACHINES


def template_parts(document: Setting, inside: Inside = at_the_text) -> Parts:
    """What the resources of a template define.

    Args:
        document: the template, its functions as mappings in the long form.
        inside: the places in its texts.
    """
    parts = Parts()
    resources = document.get("Resources")
    for name, resource in zip(resources.keys, resources.items) if resources is not None else ():
        kind, given = _text(resource.get("Type")), resource.get("Properties")
        if given is None or not given.keys:
            continue
        if kind == _MODEL:
            request = _evaluated(given)
            job = request_job("inference", _as_texts(request), "cloudformation", kind, resource.place)
            parts.jobs += [job] if job is not None else []
        elif kind in _ENDPOINTS:
            members = _evaluated(given)
            made = tuple(zip(members.keys, members.items))
            parts.requests.append(Request(_ENDPOINTS[kind], "cloudformation", resource.place, name, made))
        elif kind == _PIPELINE:
            body = given.get("PipelineDefinition")
            _add(parts, body.get("PipelineDefinitionBody") if body is not None else None, inside)
        elif kind in _MACHINES:
            _add(parts, given.get("Definition") or given.get("DefinitionString"), inside)
    return parts


def _add(parts: Parts, written: Setting | None, inside: Inside) -> None:
    """Add what a definition defines, which is a mapping or a text of JSON."""
    if written is None:
        return
    if written.type == "dict" and not _is_function(written):
        parts.add(with_holes(_evaluated(written)))
        return
    text = _written_text(written)
    if text is None:
        return
    holder = written
    while holder.items:
        holder = holder.items[0]
    place = inside(holder) if text == holder.text else at_the_text(written)
    try:
        document = JsonReader(place, text).read()
    except (ValueError, RecursionError, IndexError):
        return
    parts.add(with_holes(document) if _is_function(written) else document)


def _written_text(written: Setting) -> str | None:
    """The text of a definition, with ``${…}`` for what is not known."""
    if written.type == "str":
        return written.text
    given = written.items[0] if _is_function(written) else None
    if given is not None and written.keys[0] == _SUBSTITUTE:
        first = given.items[0] if given.type == "list" and given.items else given
        return first.text if first.type == "str" else None
    if given is not None and written.keys[0] == _JOIN:
        return _joined(given, PLACEHOLDER)
    return None


def _joined(given: Setting, unknown: str) -> str | None:
    """The text of ``Fn::Join``; None where its arguments are not known."""
    if given.type != "list" or len(given.items) != 2 or given.items[1].type != "list":
        return None
    between, parts = given.items
    if between.type != "str" or between.text is None:
        return None
    return between.text.join(
        part.text if part.type == "str" and part.text is not None else unknown for part in parts.items
    )


def _is_function(given: Setting) -> bool:
    return len(given.keys) == 1 and (given.keys[0] == _REFERENCE or given.keys[0].startswith(_FUNCTION))


def _evaluated(given: Setting) -> Setting:
    """A setting with what is known of the results of functions."""
    if _is_function(given):
        return _result(given)
    if given.items:
        return replace(given, items=tuple(map(_evaluated, given.items)))
    return given


def _result(given: Setting) -> Setting:
    argument = given.items[0]
    text = None
    if given.keys[0] == _SUBSTITUTE:
        text = _written_text(given)
        if text is not None:
            return with_holes(Setting(given.place, text, "str", "literal"))
    elif given.keys[0] == _JOIN:
        text = _joined(argument, "*")
    if text is None or not text.strip("*"):
        return Setting(given.place, None, "", "variable", open=True)
    return Setting(given.place, text, "str", "computed" if "*" in text else "literal")


def _as_texts(request: Setting) -> Setting:
    """The request of a model; numbers and truth values among its variables are texts, as CloudFormation passes them."""
    if not request.keys:
        return request
    items = tuple(
        _texts(item) if key == "Environment" else _as_texts(item) if item.keys else _each(item)
        for key, item in zip(request.keys, request.items)
    )
    return replace(request, items=items)


def _each(item: Setting) -> Setting:
    return replace(item, items=tuple(map(_as_texts, item.items))) if item.type == "list" else item


def _texts(variables: Setting) -> Setting:
    items = tuple(
        replace(item, type="str", text=(item.text or "").lower() if item.type == "bool" else item.text)
        if item.type in ("int", "float", "bool")
        else item
        for item in variables.items
    )
    return replace(variables, items=items)


def _text(setting: Setting | None) -> str:
    return setting.text or "" if setting is not None and setting.type == "str" else ""
