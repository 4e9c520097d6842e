"""Starts the redirection in every Python process of a run, before any other code; imported by the interpreter itself.

The folder of this file is in PYTHONPATH of a run. The standard library alone is imported: the interpreter may be another one
than that of the tests.
"""

import importlib.machinery
import importlib.util
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
_NAME = "_sm_lint_container"


def _start() -> None:
    description = os.environ.get("SM_LINT_CONTAINER")
    if not description:
        return
    folder = os.path.dirname(_HERE)
    spec = importlib.util.spec_from_file_location(
        _NAME, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = package
    spec.loader.exec_module(package)
    package.start(description)


def _run_shadowed() -> None:
    """Run the `sitecustomize` of the environment, which this one hides."""
    rest = [entry for entry in sys.path if os.path.abspath(entry) != _HERE]
    found = importlib.machinery.PathFinder.find_spec("sitecustomize", rest)
    if found is not None and found.loader is not None:
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)


_run_shadowed()
_start()
