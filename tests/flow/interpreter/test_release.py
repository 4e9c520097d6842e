"""What the interpreter made goes with the last who uses it: no tree waits for the garbage collector."""

from __future__ import annotations

import gc
import weakref

import libcst as cst
import pytest

from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.syntax.module import ParsedModule


class WatchedModule(ParsedModule):
    """Modules have no slot for weak references: trees would be larger by one word for each."""

    __slots__ = ("__weakref__",)


@pytest.mark.slow
@pytest.mark.parametrize("definition", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "import os\nprint(os.environ['A'])\n",
        "def f():\n    return g\ndef g():\n    return f()\nf()\n",
        "class A:\n    def m(self):\n        return self.m\nA().m()\n",
        "def f():\n    log = lambda text: log\n    return log\nf()('x')\n",
        "def f():\n    def g():\n        return f\n    return g\nf()()\n",
    ],
)
def test_a_module_goes_when_nobody_uses_it(text: str, definition: bool) -> None:
    module = WatchedModule("/x.py", text, cst.parse_module(text))
    gone = weakref.ref(module)
    collecting = gc.isenabled()
    gc.disable()
    gc.freeze()  # what other tests left is looked at by no collection, until the end
    try:
        facts = analyse(module, Setup(definition=definition))
        assert facts.module is module
        del facts, module
        assert definition or gone() is None
        gc.collect()
        assert gone() is None
    finally:
        if collecting:
            gc.enable()
