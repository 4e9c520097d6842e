from __future__ import annotations

import pytest

from sm_lint.contracts.job_kind import Guess, job_kind
from sm_lint.contracts.model import Contract
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.parse import parse
from sm_lint.syntax.span import Place


def guess(
    text: str = "", path: str = "/src/script.py", *, stated: JobKind | None = None, declared: tuple[Contract, ...] = (),
    launching: tuple[Contract, ...] = (),
) -> Guess:  # fmt: skip
    return job_kind(parse(path, text), stated, declared, launching)


def contract(job: JobKind | None, label: str) -> Contract:
    return Contract("id", Place("/pyproject.toml"), label, job=job)


TRAINING = 'x = "/opt/ml/input/data/train"\n'


def test_the_strongest_evidence_decides() -> None:
    declared, launching = contract("processing", "contract `a`"), contract("transform", "step `b`")
    assert guess(TRAINING, stated="inference", declared=(declared,)) == Guess("inference", "stated by `job-kinds`")
    assert guess(TRAINING, declared=(declared,), launching=(launching,)) == Guess("processing", "contract `a` says so")
    assert guess(TRAINING, declared=(contract(None, "c"),), launching=(launching,)) == Guess(
        "transform", "step `b` says so"
    )
    assert guess(TRAINING, "/src/inference.py") == Guess("training", "it uses /opt/ml/input/data/train")


def test_contracts_that_disagree_leave_it_open() -> None:
    pair = (contract("processing", "contract `a`"), contract("training", "contract `b`"))
    assert guess(TRAINING, declared=pair) == Guess(None, "contract `a` says processing and contract `b` says training")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('read("/opt/ml/processing/input/a.csv")', "processing"),
        ('p = os.path.join("/opt/ml/processing", name)', "processing"),
        ('p = f"/opt/ml/input/data/{channel}"', "training"),
        ('p = "/opt/ml/checkpoints"', "training"),
        ('p = "/opt/ml/processing"; q = "/opt/ml/model"', "processing"),
        ('p = "/opt/ml/processing/a"; q = "/opt/ml/input/data/b"', None),
        ('p = "/opt/ml/model"', None),
        ('"""It runs on /opt/ml/processing."""', None),
        ('"""/opt/ml/processing/input"""', None),
        ('log("reads /opt/ml/processing/input first")', None),
        ('# "/opt/ml/processing/input"', None),
        ('os.environ["SM_CHANNEL_TRAIN"]', "training"),
        ('os.environ["SM_MODEL_DIR"]; p = "/opt/ml/processing/input"', "processing"),
        ('os.environ["SM_MODEL_DIR"]; p = "/opt/ml/processing"', None),
        ('p = "/opt/ml/processing/"; q = p + os.environ["SM_CHANNEL_TRAIN"]; r = "/opt/ml/processing/a"', "processing"),
        ("def model_fn(model_dir): pass", "inference"),
        ('def model_fn(model_dir): pass\nx = os.environ["SM_MODEL_DIR"]', "training"),
        ('p = "/opt/ml/checkpoints"\ndef model_fn(d): pass\ndef predict_fn(x, m): pass', "inference"),
        ('p = "/opt/ml/input/data/a"\ndef model_fn(d): pass\ndef predict_fn(x, m): pass', "training"),
        (
            'p = "/opt/ml/checkpoints"\ndef model_fn(d): 0\ndef predict_fn(x, m): 0\nif __name__ == "__main__": 0',
            "training",
        ),
        ("class A:\n    def model_fn(self): pass", None),
        ("print(1)", None),
    ],
)
def test_what_the_text_says(text: str, kind: JobKind | None) -> None:
    assert guess(text).kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("train.py", "training"), ("train_xgb.py", "training"), ("xgb_train.py", "training"), ("train", "training"),
        ("serve", "inference"), ("inference.py", "inference"), ("preprocess.py", "processing"),
        ("tabular_preprocessing.py", "processing"), ("evaluate.py", "processing"), ("processing.py", "processing"),
        ("trainable.py", None), ("constraint.py", None), ("model.py", None), ("server", None), ("retrained.py", None),
    ],
)  # fmt: skip
def test_what_the_name_says(name: str, kind: JobKind | None) -> None:
    assert guess(path=f"/src/{name}").kind == kind
    assert guess(path=f"/src/{name}").reason
