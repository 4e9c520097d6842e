"""What stands in a message in place of a value that came from a document."""

from __future__ import annotations

import pytest

from sm_lint.flow.document_values import Hidden, conceal

TEXTS = {
    "dXNlcjpodW50ZXIy": "the value of `auth` in `c.json`",
    "dev": "the value of `stage` in `c.json`",
    "7": "the value of `count` in `c.json`",
    "/opt/ml/processing/raw": "the value of `mount` in `c.json`",
}


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("`dXNlcjpodW50ZXIy` is no type", "the value of `auth` in `c.json` is no type"),
        ("`x-dXNlcjpodW50ZXIy-y` is no type", "`x-…-y` is no type"),
        ("`dXNlcjpodW…` is no type", "the value of `auth` in `c.json` is no type"),
        ("`hunt` or `podW50Z` is read", "`hunt` or the value of `auth` in `c.json` is read"),
        ("`device` and `dev/x.py`, `dev`", "`device` and `…/x.py`, the value of `stage` in `c.json`"),
        ("a developer of dev", "a developer of dev"),
        ("7 instances, 17 in all, of `7`", "… instances, 17 in all, of the value of `count` in `c.json`"),
        ("reads /opt/ml/processing/raw/a.csv", "reads …/a.csv"),
        ("`/opt/ml` is a part that the script has", "`/opt/ml` is a part that the script has"),
        ("an odd ` quote dXNlcjpodW50ZXIy", "an odd ` quote …"),
        ("nothing of it", "nothing of it"),
        ("`fit` (run.ipynb:cell 7:7 and 7 more) drops 7", "`fit` (run.ipynb:cell 7:7 and 7 more) drops …"),
        ("(7 of them)", "(… of them)"),
    ],
)
def test_conceal(message: str, shown: str) -> None:
    assert conceal(message, TEXTS, written='open("/opt/ml/x")') == shown


def test_without_documents_a_message_stays() -> None:
    assert conceal("`anything` at all", {}, "") == "`anything` at all"


def test_a_word_of_the_platform_is_no_value_of_a_document() -> None:
    hidden = Hidden()
    hidden.scalars = {"processing": "the key `processing`", "churn-data": "`bucket` in `c.json`"}
    hidden.note("/opt/ml/processing/baseline", ())
    hidden.note("s3://churn-data/raw", ())
    assert hidden.texts == {"s3://churn-data/raw": "the value of `bucket` in `c.json`"}
