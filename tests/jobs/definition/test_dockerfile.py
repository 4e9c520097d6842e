"""Dockerfiles as plain data."""

from __future__ import annotations

from sm_lint.jobs.definition.dockerfile import MAX_BYTES, Stage, read_dockerfile


def _image(text: str) -> Stage:
    found = read_dockerfile("/project/Dockerfile", text.encode())
    assert found is not None
    return found.image


def test_variables_directories_and_copies() -> None:
    image = _image(
        "ARG TAG=3.11\nFROM python:${TAG} AS base\nARG HOME_DIR=/opt/program\nENV PATH=/opt/program:/usr/bin CODE=$HOME_DIR\n"
        'WORKDIR /opt\nWORKDIR program\n# a comment\nCOPY --chmod=755 container/ \\\n  # inside\n  .\nADD ["a b", "${CODE}/x"]\n'
    )
    assert image.base == "python:3.11"
    assert image.name == "base"
    assert image.variables == {"PATH": "/opt/program:/usr/bin", "CODE": "/opt/program"}
    assert image.directory == "/opt/program"
    assert [(one.sources, one.target, one.mode, one.line) for one in image.copied] == [
        (("container/",), "/opt/program/", "755", 8),
        (("a b",), "/opt/program/x", "", 11),
    ]


def test_variables_without_an_equals_sign() -> None:
    image = _image(
        'FROM python\nENV SAGEMAKER_PROGRAM \'train.py\'\nENV GREETING "hello" to you\nENV BARE train.py \nENV HALF "a\n'
    )
    assert image.variables == {
        "SAGEMAKER_PROGRAM": "train.py",
        "GREETING": "hello to you",
        "BARE": "train.py",
        "HALF": '"a',
    }


def test_commands() -> None:
    image = _image(
        'FROM scratch\nRUN <<EOF\nchmod +x train\nEOF\nENTRYPOINT ["python3", "train.py"]\nCMD serve --now\n'
    )
    assert "chmod +x train" in image.runs[0].text
    assert image.entrypoint is not None
    assert image.entrypoint.words == ("python3", "train.py")
    assert not image.entrypoint.shell
    assert image.command is not None
    assert image.command.shell
    assert image.command.line == 6


def test_what_is_not_known() -> None:
    image = _image("ARG BASE\nFROM ${BASE}\nCOPY x relative\nCOPY $WHAT /opt/ml/code/\n")
    assert image.base is None
    assert (image.copied[0].target, image.copied[0].rooted) == ("/relative", False)
    assert image.copied[1].sources == (None,)


def test_a_stage_that_begins_with_another() -> None:
    image = _image('FROM python AS one\nENV A=1\nENTRYPOINT ["train"]\nFROM one\nCOPY --from=one /a /b\n')
    assert image.variables == {"A": "1"}
    assert image.entrypoint is not None
    assert image.entrypoint.words == ("train",)
    assert image.copied[0].stage == "one"


def test_what_is_no_dockerfile() -> None:
    for raw in (b"", b"print('x')\n", b"\xff\xfe", b"FROM x\n" + b"#" * MAX_BYTES):
        assert read_dockerfile("/project/Dockerfile", raw) is None


def test_ends_inside_an_instruction() -> None:
    assert _image("FROM x\nRUN a \\").runs[0].words == ("a",)
    assert _image("FROM x\nRUN cat <<EOF\nnever ends").runs[0].text.endswith("never ends")


def test_here_strings_tabs_and_inherited_commands() -> None:
    image = _image("FROM\tpython:3\nRUN cat <<< EOF\nCOPY a /b\n")
    assert image.base == "python:3"
    assert image.copied[0].target == "/b"
    image = _image('FROM x AS one\nCMD ["serve"]\nFROM one\nENTRYPOINT ["python"]\n')
    assert image.command is None
    image = _image('FROM x\nCMD ["serve"]\nENTRYPOINT ["python"]\n')
    assert image.command is not None
