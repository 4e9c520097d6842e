"""The byte scan lets everything through that a rule could say something of."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.files.relevance import WORDS, matters

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    "line",
    [
        "open('/opt/ml/input/data/train/x.csv')",
        "open('opt/ml/model')",
        "os.path.join('/', 'opt', 'ml', 'model')",
        'Path("/") / "opt" / "ml"',
        "os.environ['SM_MODEL_DIR']",
        "os.getenv('X')",
        "from os import environ as e",
        "parser.add_argument('--x', type=bool)",
        "def model_fn(model_dir): ...",
        "import sagemaker",
        "from SageMaker import x",
        "boto3.client('s3')",
        "key = 'AKIAIOSFODNN7EXAMPLE'",
        "path = 's3://bucket/key'",
        "open('/home/ec2-user/SageMaker/x')",
        "x = 1  # noqa: SMC001",
        "x = 1  # sm-lint: ignore[SMC001]",
    ],
)
def test_what_matters(line: str) -> None:
    assert matters(line.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "def add(a, b):\n    return a + b\n",
        "import numpy as np\nnp.zeros(3)\n",
        "optimizer = 'option'\n",
        "x = 1  # noqa: E501\n",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not matters(text.encode())


def test_the_scripts_of_the_examples_that_speak_of_the_platform_matter() -> None:
    scripts = [path.read_bytes() for path in sorted(EXAMPLES.glob("**/*.py"))]
    speaking = [raw for raw in scripts if b"/opt/ml" in raw or b"environ" in raw or b"argparse" in raw]
    assert speaking
    assert all(matters(raw) for raw in speaking)


def test_no_word_is_met_by_another() -> None:
    assert [word for word in WORDS if any(other in word and other != word for other in WORDS)] == []
