"""Imports a serving script and calls its functions as a serving container does.

It is started with one argument: the path of a JSON file with ``script``, ``model``, ``handlers`` (name, parameters, whether
a context may follow) and ``requests`` (path, content type).
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import sys
from collections.abc import Callable
from typing import Any

_TEXTS = ("text/", "application/json", "application/jsonlines")


def main() -> None:
    """Import the script, check what its functions take, and let it answer the requests."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        asked = json.load(stream)
    script = asked["script"]
    sys.path[0], sys.argv[:] = os.path.dirname(script), [script]
    name = os.path.splitext(os.path.basename(script))[0]
    spec = importlib.util.spec_from_file_location(name, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    functions: dict[str, Callable[..., Any]] = {}
    for handler in asked["handlers"]:
        function = getattr(module, handler["name"], None)
        if callable(function):
            functions[handler["name"]] = _called(function, handler)
    if asked["model"]:
        _answer(functions, asked["model"], asked["requests"])


def _called(function: Callable[..., Any], handler: dict[str, Any]) -> Callable[..., Any]:
    """The function with the arguments that SageMaker passes.

    Raises:
        TypeError: it does not take them.
    """
    parameters = inspect.signature(function)
    given = [None] * len(handler["parameters"])
    if _takes(parameters, given):
        return function
    if handler["context"] and _takes(parameters, [*given, None]):
        return lambda *values: function(*values, None)
    passed = ", ".join(handler["parameters"])
    raise TypeError(f"{handler['name']}{parameters} cannot be called as {handler['name']}({passed})")


def _takes(parameters: inspect.Signature, given: list[None]) -> bool:
    try:
        parameters.bind(*given)
    except TypeError:
        return False
    return True


def _answer(functions: dict[str, Callable[..., Any]], folder: str, requests: list[tuple[str, str]]) -> None:
    """Load the model and answer the requests, as far as the script has functions for it."""
    if "model_fn" not in functions:
        return
    model = functions["model_fn"](folder)
    for path, content_type in requests:
        with open(path, "rb") as stream:
            body: Any = stream.read()
        if content_type.startswith(_TEXTS):
            body = body.decode("utf-8")
        if "transform_fn" in functions:
            _check("transform_fn", functions["transform_fn"](model, body, content_type, "application/json"))
        elif "input_fn" in functions and "predict_fn" in functions:
            prediction = functions["predict_fn"](functions["input_fn"](body, content_type), model)
            if "output_fn" in functions:
                _check("output_fn", functions["output_fn"](prediction, "application/json"))


def _check(name: str, answer: object) -> None:
    """Refuse what no server can send.

    Raises:
        TypeError: it is neither text nor bytes, nor a pair that begins with one of them.
    """
    body = answer[0] if isinstance(answer, tuple) and answer else answer
    if not isinstance(body, (str, bytes, bytearray)):
        raise TypeError(f"{name} returned {type(body).__name__}, which is neither text nor bytes")


if __name__ == "__main__":
    main()
