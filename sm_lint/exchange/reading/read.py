"""Reads a file with contracts in another format, by its name."""

from __future__ import annotations

import os

from sm_lint.exchange.reading.model import Imported, ImportProblem
from sm_lint.exchange.reading.pipeline_json import read_pipeline
from sm_lint.exchange.reading.python_contracts import read_module
from sm_lint.exchange.reading.step_yaml import read_step
from sm_lint.syntax.span import Place
from sm_lint.workspace.source import SourceProblem, decode, read_bytes


def read_contracts(path: str) -> list[Imported]:
    """The contracts in a file: ``*.yaml`` of cursus, a Python module, or a pipeline in JSON.

    Args:
        path: absolute path.

    Raises:
        ImportProblem: it cannot be read, or holds no contract.
    """
    ending = os.path.splitext(path)[1].lower()
    try:
        data = read_bytes(path)
        if ending == ".json":
            return read_pipeline(data, path)
        if ending == ".py":
            return read_module(decode(data, path).text, path)
    except SourceProblem as error:
        raise ImportProblem(error.problem.message, error.problem.place) from None
    if ending not in (".yaml", ".yml"):
        raise ImportProblem("contracts are read from .yaml, .py and .json files", Place(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportProblem("not UTF-8", Place(path)) from None
    return read_step(text, path)
