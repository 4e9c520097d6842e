"""What the calls of a script call, as the interpreter finds out."""

from __future__ import annotations

import libcst as cst
import pytest

from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.syntax.parse import parse


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ("import numpy as np\nnp.load('x')", "numpy.load"),
        ("from numpy import load as read\nread('x')", "numpy.load"),
        ("import numpy as np\nread = np.load\nread('x')", "numpy.load"),
        ("from transformers import AutoModel\nkind = AutoModel\nkind.from_pretrained('x')", "transformers.AutoModel.from_pretrained"),
        ("from joblib import dump\ndef dump(x): return x\ndump(1)", ".dump"),
        ("def run(load):\n    return load('x')\nfrom numpy import load\nrun(load)", ".run"),
        ("class Parser:\n    def add(self): return 1\nParser().add()", ".Parser.add"),
        ("from torch import nn\nclass Net(nn.Module): pass\nNet().train()", "torch.nn.Module.train"),
        ("from transformers import PreTrainedModel\nclass Net(PreTrainedModel): pass\nNet.from_pretrained('x')", "transformers.PreTrainedModel.from_pretrained"),
        ("import argparse\nargparse.ArgumentParser().add_argument_group('x').add_argument('y')", "argparse.ArgumentParser.add_argument"),
        ("import pandas as pd\npd.read_csv('x').to_csv('y')", "pandas.DataFrame.to_csv"),
        ("'a b'.split()", "builtins.str.split"),
        ("from pathlib import Path\nPath('x').read_text()", "pathlib.Path.read_text"),
        ("len('x')", "builtins.len"),
        ("import numpy as np, torch\nload = np.load if unknown else torch.load\nload('x')", None),
        ("import os\nhook = os.unknown_registry['x'].get\nnothing('x')", None),
    ],
)  # fmt: skip
def test_the_last_call(source: str, known: str | None) -> None:
    module = parse("/project/script.py", source)
    statement = module.tree.body[-1]
    assert isinstance(statement, cst.SimpleStatementLine)
    expression = statement.body[0]
    assert isinstance(expression, cst.Expr)
    assert isinstance(expression.value, cst.Call)
    assert analyse(module, Setup()).callee(expression.value) == known


def test_a_call_that_is_not_always_of_the_same_is_not_known() -> None:
    source = "import numpy as np, torch\ndef run(load):\n    return load('x')\nrun(np.load)\nrun(torch.load)\n"
    module = parse("/project/script.py", source)
    inner = next(
        call for call in module.order.of(cst.Call) if isinstance(call.func, cst.Name) and call.func.value == "load"
    )
    assert analyse(module, Setup()).callee(inner) is None
