"""The pytest plugin of sm-lint: the fixture `container`, which runs a script as SageMaker would.

.. code-block:: python

    def test_prepare(container):
        container.add_input("/opt/ml/processing/input/data", {"part-0.csv": [{"price": 1.5, "label": 0}]})
        container.add_output("/opt/ml/processing/output")
        run = container.run("dockers/prepare.py", "--job_type", "training")
        run.check()
        assert run.files("/opt/ml/processing/output") == ["train/train.csv"]

Importing it imports neither pytest nor the linter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sm_lint.pytest_container.container import Container
    from sm_lint.pytest_container.run import Access, Problem, Run
    from sm_lint.pytest_container.sample_files import rows

__all__ = ["Access", "Container", "Problem", "Run", "rows"]

_MODULES = {"Access": "run", "Container": "container", "Problem": "run", "Run": "run", "rows": "sample_files"}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
