"""Parsers of the command line: what is told of each argument, and what its value is."""

from __future__ import annotations

from typing import Any

import pytest

from sm_lint.flow import facts as f
from sm_lint.flow.machine.setup import Setup
from tests.flow.facts_text import facts_of, told

HEAD = "import acme, argparse\nparser = argparse.ArgumentParser()\n"


def arguments(code: str, head: str = HEAD) -> list[f.ArgumentFact]:
    return list(facts_of(head + code).all(f.ArgumentFact))


def reads(code: str, setup: Setup | None = None) -> list[str]:
    return [line for line in told(HEAD + code, setup) if line.startswith("read ")]


DEFINED: list[tuple[str, dict[str, Any]]] = [
    ('"--job-type", "-j"', {"flags": ("--job-type", "-j"), "dest": "job_type", "required": False}),
    ('"-j", "--job-type"', {"flags": ("-j", "--job-type"), "dest": "job_type"}),
    ('"-x"', {"dest": "x", "default": None, "has_default": False}),
    ('"--x", dest="other"', {"dest": "other"}),
    ('"--x", required=True', {"required": True}),
    ('"data"', {"flags": ("data",), "dest": "data", "required": True}),
    ('"data", nargs="?"', {"nargs": "?", "required": False}),
    ('"data", nargs="*"', {"nargs": "*", "required": False}),
    ('"data", nargs="+"', {"nargs": "+", "required": True}),
    ('"--x", nargs=2', {"nargs": "2"}),
    ('"--x", type=int, default=3', {"type": "int", "default": "3", "has_default": True}),
    ('"--x", type=pathlib.Path', {"type": "pathlib.Path"}),
    ('"--x", type=lambda text: text', {"type": "?"}),
    ('"--x", default=None', {"default": None, "has_default": False}),
    ('"--x", default=ask()', {"default": None, "has_default": True}),
    ('"--x", choices=["a", "b"]', {"choices": ("a", "b")}),
    ('"--x", choices=range(3), type=int', {"choices": ("0", "1", "2")}),
    ('"--x", choices=ask()', {"choices": ()}),
    ('"--x", action="store_true"', {"action": "store_true", "default": "False", "has_default": True}),
    ('"--x", action="store_false"', {"default": "True"}),
    ('"--x", action="count", default=0', {"action": "count", "default": "0"}),
    ('"--x", action="append"', {"action": "append", "has_default": False}),
    ('"--x", action=argparse.BooleanOptionalAction', {"action": "argparse.BooleanOptionalAction"}),
]


@pytest.mark.parametrize(("given", "expected"), DEFINED, ids=[given for given, _ in DEFINED])
def test_an_argument(given: str, expected: dict[str, Any]) -> None:
    (fact,) = arguments(f"parser.add_argument({given})\n")
    assert {name: getattr(fact, name) for name in expected} == expected


@pytest.mark.parametrize("given", ['"--version", action="version", version="1"', '"-h", "--help", action="help"'])
def test_what_gives_no_value(given: str) -> None:
    assert arguments(f"parser.add_argument({given})\n") == []


USES = [
    ("print(parser.parse_args().x)", True),
    ("args, rest = parser.parse_known_args()\nprint(args.x)", True),
    ("print(parser.parse_known_args()[0].x)", True),
    ("print(vars(parser.parse_args())['x'])", True),
    ("print(getattr(parser.parse_args(), 'x'))", True),
    ("def main(args):\n    return args.x\nmain(parser.parse_args())", True),
    ("acme.work(parser.parse_args())", True),
    ("args = parser.parse_args()", False),
    ("args = parser.parse_args()\nargs.y", False),
]


@pytest.mark.parametrize(("code", "used"), USES, ids=[code for code, _ in USES])
def test_use(code: str, used: bool) -> None:
    assert [fact.used for fact in arguments(f"parser.add_argument('--x')\n{code}\n")] == [used]


@pytest.mark.parametrize(("call", "strict"), [("parse_args()", True), ("parse_known_args()", False)])
def test_parse_calls(call: str, strict: bool) -> None:
    (fact,) = facts_of(f"{HEAD}parser.{call}\n").all(f.ParseCall)
    assert (fact.strict, fact.parser) == (strict, "argparse")


def test_groups_share_the_parser() -> None:
    code = """
parser.add_argument_group("a").add_argument("--a", default="/a")
either = parser.add_mutually_exclusive_group(required=True)
either.add_argument("--b", default="/b")
args = parser.parse_args()
open(args.a), open(args.b)
"""
    assert reads(code) == ["read /a by open  [assumed]", "read /b by open  [assumed]"]


def test_subparsers_and_set_defaults() -> None:
    code = """
commands = parser.add_subparsers(dest="command", required=True)
train = commands.add_parser("train", aliases=["t"])
train.add_argument("--data", default="/data")
train.set_defaults(out="/out", data="/changed")
args = parser.parse_args()
open(args.data), open(args.out)
"""
    assert reads(code) == ["read /changed by open  [assumed]", "read /out by open"]
    assert [fact.default for fact in arguments(code)] == ["/changed"]


def test_parents() -> None:
    code = """
child = argparse.ArgumentParser(parents=[parser])
child.add_argument("--own", default="/own")
args = child.parse_args()
open(args.own), open(args.given)
"""
    assert reads('parser.add_argument("--given", default="/given")\n' + code) == [
        "read /own by open  [assumed]",
        "read /given by open  [assumed]",
    ]
    lines = told(f"import argparse\nparser = argparse.ArgumentParser(parents=[acme.parser()])\n{code}")
    assert "incomplete argument: parent parsers are not known" in lines


def test_arguments_out_of_a_loop_and_of_a_function() -> None:
    code = """
for name in ("a", "b"):
    parser.add_argument("--" + name, default="/" + name)
def add(to, name, **more):
    to.add_argument(name, **more)
add(parser, "--c", default="/c")
args = parser.parse_args()
open(args.a), open(args.b), open(args.c)
"""
    assert reads(code) == [f"read /{name} by open  [assumed]" for name in "abc"]


@pytest.mark.parametrize(
    "code", ["parser.add_argument(*names)", "parser.add_argument(ask())", "acme.add_arguments(parser)"]
)
def test_arguments_that_are_not_known(code: str) -> None:
    assert not facts_of(HEAD + code + "\n").complete("argument")


def test_a_class_that_derives_from_the_parser() -> None:
    code = """
class Parser(argparse.ArgumentParser):
    def __init__(self):
        super().__init__()
        self.add_argument("--own", default="/own")

open(Parser().parse_args().own)
"""
    assert reads(code) == ["read /own by open  [assumed]"]


def test_what_the_job_gives_comes_before_the_default() -> None:
    code = 'parser.add_argument("--data-dir", default="/default")\nopen(parser.parse_args().data_dir)\n'
    assert reads(code, Setup(arguments={"data-dir": "/given"})) == ["read /given by open"]
    assert reads(code, Setup(arguments={"data-dir": None})) == []


def test_types_are_applied() -> None:
    code = """
from pathlib import Path
parser.add_argument("--folder", type=Path, default="/folder")
parser.add_argument("--count", type=int, default="2")
args = parser.parse_args()
open(args.folder / "x"), open(f"/{args.count + 1}")
"""
    assert reads(code) == ["read /folder/x by open  [assumed]", "read /3 by open  [assumed]"]


def test_choices_are_what_it_may_be() -> None:
    code = 'parser.add_argument("--kind", choices=["a", "b"], required=True)\nopen("/" + parser.parse_args().kind)\n'
    assert reads(code) == ["read /a by open  [inexact]", "read /b by open  [inexact]"]


CLICK = """
import click

@click.command()
@click.option("--data-dir", "-d", default="/data")
@click.option("--number", "count", type=int, required=True)
@click.option("--flag/--no-flag", default=False)
@click.option("--verbose", is_flag=True)
@click.option("--kind", type=click.Choice(["a", "b"]))
@click.argument("source")
def main(data_dir, count, flag, verbose, kind, source):
    open(data_dir)

main()
"""


def test_click() -> None:
    facts = {fact.dest: fact for fact in arguments(CLICK, "")}
    assert list(facts) == ["data_dir", "count", "flag", "verbose", "kind", "source"]
    assert facts["data_dir"].flags == ("--data-dir", "-d")
    assert [facts[name].required for name in ("data_dir", "count", "source")] == [False, True, True]
    assert facts["flag"].flags == ("--flag", "--no-flag")
    assert facts["verbose"].action == "store_true"
    assert facts["kind"].choices == ("a", "b")
    assert "read /data by open  [assumed]" in told(CLICK)


@pytest.mark.parametrize("end", ["typer.run(main)", "app = typer.Typer()\napp.command()(main)\napp()"])
def test_typer_takes_arguments_that_nobody_lists(end: str) -> None:
    assert not facts_of(f"import typer\ndef main(data: str):\n    open(data)\n{end}\n").complete("argument")


def test_dataclasses_of_transformers() -> None:
    script = """
from dataclasses import dataclass, field
from transformers import HfArgumentParser

@dataclass
class Given:
    data: str
    out: str = field(default="/out")

given, = HfArgumentParser((Given,)).parse_args_into_dataclasses()
open(given.out)
"""
    data, out = arguments(script, "")
    assert (data.flags, data.required, out.default, out.parser) == (("--data",), True, "/out", "transformers")
    assert "read /out by open  [assumed]" in told(script)
