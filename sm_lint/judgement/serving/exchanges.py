"""What a file has its endpoints and transform jobs send to a model, and ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from sm_lint.jobs.definition.model import Definitions, SdkCall, Setting
from sm_lint.jobs.definition.reading import absent, entries, literal
from sm_lint.judgement.definitions.algorithm_jobs import looked_up
from sm_lint.judgement.definitions.sdk_calls import Called, called, calls_of, maker
from sm_lint.sagemaker.frameworks import framework_of_class
from sm_lint.sagemaker.serving.media_types import (
    asked_by,
    default_accept,
    default_accept_variable,
    framework_media,
    sent_by,
)
from sm_lint.syntax.span import Place

Side = Literal["sends", "asks"]


class ServedModel(NamedTuple):
    """A model of one of SageMaker's framework containers.

    Attributes:
        made: the call that made it, or the estimator that is deployed itself.
        framework: name of the framework.
        script: absolute path of its script; None where none was found.
        scripted: it is given a script.
        accept: what it is asked for where a request asks for nothing; None where that is not known.
    """

    made: Called
    framework: str
    script: str | None
    scripted: bool
    accept: str | None


class Exchange(NamedTuple):
    """A content type that a model is sent, or asked for.

    Attributes:
        model: the model.
        side: ``sends`` or ``asks``.
        media: the content type.
        place: where it is given, or where it would be.
        how: how messages name what sends it or asks for it.
        given: it is written there; otherwise it is a default.
    """

    model: ServedModel
    side: Side
    media: str
    place: Place
    how: str
    given: bool


Later = Mapping[tuple[Place, str], Place]
"""Places of a `deploy`, with ``serializer`` or ``deserializer`` → place of the call that makes the one which is set afterwards."""


def exchanges(definitions: Definitions, later: Later | None) -> Iterator[Exchange]:
    """All that is known of the requests to the models of a file.

    Args:
        definitions: what the file defines.
        later: serializers that the file sets on predictors; None where it sets some and it is not known on which.
    """
    for known in calls_of(definitions):
        if known.call.name == "transform":
            yield from _transform(definitions, known)
        elif known.call.name in {"transformer", "Transformer"}:
            yield from _transformer(definitions, known)
        elif known.call.name == "invoke_endpoint":
            yield from _invocation(definitions, known)
        elif known.call.name == "deploy" and later is not None and not known.call.open:
            yield from _deploy(definitions, known, later)


def _transform(definitions: Definitions, known: Called) -> Iterator[Exchange]:
    transformer = maker(definitions, known.call)
    if transformer is None:
        return
    named = transformer.call.name == "Transformer"
    model = _named_model(definitions, transformer) if named else _model(definitions, transformer)
    sent = known.call.setting("content_type") or known.call.setting("3")
    media = literal(sent)
    if model is not None and sent is not None and media is not None:
        yield Exchange(model, "sends", media, sent.place, "transform()", True)


def _invocation(definitions: Definitions, known: Called) -> Iterator[Exchange]:
    deployed = endpoint_of(definitions, known.call)
    model = _model(definitions, deployed) if deployed is not None else None
    if model is None or known.call.open:
        return
    sent, asked = known.call.setting("ContentType"), known.call.setting("Accept")
    for side, given in (("sends", sent), ("asks", asked)):
        media = literal(given)
        if given is not None and media is not None and media != "*/*":
            yield Exchange(model, _side(side), media, given.place, "invoke_endpoint()", True)
    if absent(asked) and model.accept is not None:
        yield Exchange(model, "asks", model.accept, known.call.place, "invoke_endpoint()", False)


def endpoint_of(definitions: Definitions, call: SdkCall) -> Called | None:
    """The `deploy` that makes the endpoint which a request of boto3 names; None where that is not known."""
    name = call.setting("EndpointName")
    deployed = [known for known in calls_of(definitions) if known.call.name == "deploy"]
    text = literal(name)
    if text is not None:
        found = [known for known in deployed if literal(known.given.get("endpoint_name")) == text]
    elif name is not None and name.type.endswith(".deploy().endpoint_name"):
        found = deployed
    else:
        return None
    return found[0] if len(found) == 1 else None


def _transformer(definitions: Definitions, known: Called) -> Iterator[Exchange]:
    model = _named_model(definitions, known) if known.call.name == "Transformer" else _model(definitions, known)
    if model is None or known.call.open:
        return
    asked = known.given.get("accept")
    if asked is not None and not absent(asked):
        media = literal(asked)
        if media is not None:
            yield Exchange(model, "asks", media, asked.place, f"{known.call.name}()", True)
    elif model.accept is not None and absent(known.given.get("env")) and _is_used(definitions, known, "transform"):
        yield Exchange(model, "asks", model.accept, known.call.place, f"{known.call.name}()", False)


def _deploy(definitions: Definitions, known: Called, later: Later) -> Iterator[Exchange]:
    model = _model(definitions, known)
    media = framework_media(model.framework) if model is not None else None
    if model is None or media is None or not absent(known.given.get("predictor_cls")):
        return
    if not absent(model.made.given.get("predictor_cls")):
        return
    predicted = _is_used(definitions, known, "predict")
    sides: tuple[tuple[Side, str, str], ...] = (
        ("sends", "serializer", media.sends),
        ("asks", "deserializer", media.asks),
    )
    for side, argument, default in sides:
        given = known.given.get(argument)
        after = later.get((known.call.place, argument))
        if after is not None:
            made = next((called(call) for call in definitions.calls if call.place == after), None)
            text = _of_class(made, argument)
            shown = f"{made.call.name}()" if made is not None else ""
        elif given is not None and not absent(given):
            text = _of_class(maker(definitions, known.call, argument), argument)
            shown = _shown(given)
        else:
            if predicted:
                how = "the predictor that deploy() returns"
                yield Exchange(model, side, default, known.call.place, how, False)
            continue
        text = model.accept if text == "*/*" else text
        place = after if after is not None else given.place if given is not None else known.call.place
        if text is not None:
            yield Exchange(model, side, text, place, shown, True)


def _side(name: str) -> Side:
    return "sends" if name == "sends" else "asks"


def _shown(setting: Setting) -> str:
    return f"{setting.type.rpartition('.')[2]}()"


def _of_class(made: Called | None, argument: str) -> str | None:
    """The content type of a serializer or deserializer, by its class or by what it is made with."""
    if made is None or made.call.open:
        return None
    sends = argument == "serializer"
    word = "content_type" if sends else "accept"
    given = made.given.get(word) or made.call.setting(word)
    if given is not None:
        return literal(given)
    media = sent_by(made.call.name) if sends else asked_by(made.call.name)
    return _alone(made, media)


def _alone(made: Called, media: str | None) -> str | None:
    """The content type of a class, where no argument by position may be another one."""
    return media if all(not key.isdigit() for key, _ in made.call.settings) else None


def _is_used(definitions: Definitions, known: Called, method: str) -> bool:
    """Whether the method is called on what a call returns, with no argument that describes the request further."""
    index = next((number for number, call in enumerate(definitions.calls) if call is known.call), None)
    return any(
        (call.link("self") == index and call.name == method and not call.open and call.setting("initial_args") is None)
        or (method == "transform" and index is not None and call.link("transformer") == index)
        for call in definitions.calls
    )


def _model(definitions: Definitions, known: Called) -> ServedModel | None:
    """The model that a method is called on: a model, a container of many, or an estimator."""
    made = maker(definitions, known.call)
    if made is not None and made.call.name == "MultiDataModel":
        made = maker(definitions, made.call, "model") or maker(definitions, made.call, "2")
    if made is not None and made.call.name == "create_model":
        if any(not absent(made.given.get(name)) for name in ("entry_point", "env", "image_uri")) or made.call.open:
            return None
        made = maker(definitions, made.call)
    return _served(definitions, made, known)


def _named_model(definitions: Definitions, transformer: Called) -> ServedModel | None:
    """The model of a `Transformer` that is given the name of the only one which the file makes."""
    name = transformer.given.get("model_name")
    if name is None or not name.type.startswith("sagemaker.") or not name.type.endswith((".ModelName", ".name")):
        return None
    made = [known for known in calls_of(definitions) if known.call.name.endswith("Model") and known.targets]
    return _served(definitions, made[0], made[0]) if len(made) == 1 else None


def _algorithm(made: Called | None, known: Called) -> ServedModel | None:
    """A model of the XGBoost image that is looked up, without a script; the only algorithm whose content types are known."""
    if made is None or made.call.open or made.call.name not in ("Model", "Estimator"):
        return None
    if any(not absent(each.given.get(name)) for each in (made, known) for name in ("entry_point", "source_dir", "env")):
        return None
    image = made.given.get("image_uri")
    found = looked_up(image) if image is not None else None
    if found is None or found.name != "xgboost":
        return None
    hyperparameters = made.given.get("hyperparameters")
    if hyperparameters is not None and any(key.startswith("sagemaker_") for key in hyperparameters.keys):
        return None
    return ServedModel(made, "xgboost-algorithm", None, False, None)


def _served(definitions: Definitions, made: Called | None, known: Called) -> ServedModel | None:
    algorithm = _algorithm(made, known)
    if algorithm is not None:
        return algorithm
    if made is None or made.call.open or made.call.name not in made.names or not absent(made.given.get("image_uri")):
        return None
    framework = next((found.name for name in sorted(made.names) if (found := framework_of_class(name))), None)
    entry = made.given.get("entry_point")
    if framework is None or not (made.call.name.endswith("Model") or "Framework" in made.names):
        return None
    if "Framework" in made.names:
        own = known.given.get("entry_point")
        entry = None if framework == "tensorflow" else entry
        if not absent(own) or any(not absent(known.given.get(name)) for name in ("env", "image_uri", "model_uri")):
            return None
    scripted = entry is not None and not absent(entry)
    return ServedModel(made, framework, _script(definitions, entry), scripted, _accept(made.given.get("env")))


def _script(definitions: Definitions, entry: Setting | None) -> str | None:
    for job in definitions.jobs:
        if entry is not None and job.script is not None and job.script.place == entry.place:
            return job.script.path
    return None


def _accept(environment: Setting | None) -> str | None:
    if environment is None or absent(environment):
        return default_accept()
    if environment.type != "dict" or environment.open:
        return None
    given = next((value for key, value in entries(environment) if key == default_accept_variable()), None)
    return default_accept() if given is None else literal(given)
