"""Small scripts made at random out of the ways in which real ones build and use paths.

A grammar of templates: ``<path>`` stands for an expression of that kind, ``<path.>`` for a variable of it, ``<new:path>``
for a new variable, ``<block>`` for nested statements. Kinds: `text` (a path segment), `path` (str), `pure` (pathlib),
`number`, `cond`, `paths` (a dictionary with keys a and b), `rows` (a list of paths), `maybe` (a path or None), `obj`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

KINDS = ("text", "path", "pure", "number", "paths", "rows", "maybe", "obj")

EXPRESSIONS: dict[str, list[str]] = {
    "text": [
        '"data"', '"train.csv"', '"model.tar.gz"', '"Part-0_b"', "os.path.basename(<path>)", "<text>.lower()", "<pure>.name",
        '<text>.replace("a", "o")', '"{}_{}".format(<text>, <number>)', '"%s-%02d.csv" % (<text>, <number>)', '<text> + ".csv"',
        "f'{<text.>}_{<number.>}'", 'os.environ.get("OPT_TEXT", "opt")', 'os.environ["REQ_TEXT"]', 'os.getenv("OPT_TEXT", <text>)',
        '<text>.split("_")[0]', "os.path.splitext(<text>)[0]", "str(<number>)", "args.name", '"-".join([<text>, <text>])',
        'getattr(<obj.>, "name", <text>)', "<text>.strip()", 'json.loads(json.dumps(<text>))', '<text>.upper() if <cond> else <text>',
        '"{stem}.{0}".format(<text>, stem=<text>)', "<obj.>.name", "next(iter([<text>, <text>]))", "<text>.rsplit('.', 1)[-1]",
    ],
    "path": [
        '"/opt/ml/processing/input"', '"/opt/ml/input/data/train"', '"/opt/ml/model"', '"/tmp/work"', '"/opt/ml/missing"', "PREFIX",
        "os.path.join(<path>, <text>)", "os.path.join(<path>, <text>, <text>)", '<path> + "/" + <text>', "f'{<path.>}/{<text.>}'",
        "os.path.dirname(<path>)", "str(<pure>)", 'os.environ.get("OPT_PATH", <path>)', 'os.environ["REQ_PATH"]', "args.data_dir",
        '<paths>["a"]', '<paths.>["b"]', '<paths.>.get("a", <path>)', '<paths.>.get("c", <path>)', "<rows>[0]", "<rows.>[-1]",
        "<maybe> or <path>", "<obj.>.root", "<obj.>.full", "<obj>.place(<text>)", '<path>.rstrip("/")', "os.path.normpath(<path>)",
        '<path>.replace("/input", "/output")', 'os.path.abspath(<path>)', '"{}/{}".format(<path>, <text>)', '"%s/%s" % (<path>, <text>)',
        'os.path.join(<path>, "..", <text>)', '"/".join([<path>, <text>])', "[row for row in <rows>][0]", "pick(<path>)", "first(<rows>)",
        '{"x": <path>, "y": <path>}["x"]', "<path> if <cond> else <path>", '(lambda v: v + "/l")(<path>)', "functools.partial(os.path.join, <path>)(<text>)",
        "next(each(<rows>))", "max([<path>, <path>])", 'dict(zip(["k"], [<path>]))["k"]', 'CONFIG["out"]["path"]', "<pure>.as_posix()",
        "os.path.split(<path>)[0]", "sorted(<rows>)[0]", "Maker.default(<text>)", "(<path>, <text>)[0]", "<path>[:]", "os.fspath(<pure>)",
    ],
    "pure": [
        "Path(<path>)", "Path(<path>) / <text>", "<pure> / <text> / <text>", "<pure>.parent", "<pure.>", 'Path(<path>, "sub")', "<pure>.joinpath(<text>)",
        '<pure>.with_suffix(".json")', '<pure>.with_name("named.bin")', "<pure>.parent / f'{<text.>}.pkl'", "Path(<path>).resolve()",
        "list(Path(p) for p in <rows>)[0]", "<pure> if <cond> else <pure>",
    ],
    "number": ["0", "1", "2", "7", "len(<text>)", "len(<rows>)", "<number> + 1", "int('3')", 'int(os.environ.get("OPT_NUMBER", "4"))', "args.count", "<number> % 3"],
    "cond": [
        "os.path.exists(<path>)", "os.path.isdir(<path>)", "<pure>.exists()", '"c" in <paths.>', '"a" in <paths.>', '<text> == "data"', "<number> > 2",
        "not <cond>", "<cond> and <cond>", "<cond> or <cond>", '<path>.startswith("/opt")', '<path>.endswith(".csv")', "<maybe> is None", "<maybe.> is not None",
        "<maybe.>", 'os.environ.get("OPT_FLAG") == "1"', 'os.environ.get("OPT_FLAG", "0") == "0"', '"OPT_TEXT" in os.environ', "args.verbose", "True", "<rows>",
        "isinstance(<path>, str)", "any(os.path.exists(p) for p in <rows>)", '<text> in ("data", "x")', "len(<rows>) > 1", "<number.> == <number>", "flip()",
    ],
    "paths": [
        '{"a": <path>, "b": <path>}', '{"a": <path>, "b": <path>, "c": <path>}', "dict(a=<path>, b=<path>)", '{**<paths>, "b": <path>}', "dict(<paths.>)", "<paths.>.copy()",
        '{k: os.path.join(v, "z") for k, v in <paths>.items()}', '{k: <path> for k in ("a", "b")}', "<paths> if <cond> else <paths>", "<paths.>",
        '{k: v for k, v in <paths>.items() if k in ("a", "b")}', "collections.OrderedDict(a=<path>, b=<path>)", "<paths> | {'b': <path>}",
    ],
    "rows": [
        "[<path>, <path>]", "[<path>]", "list(<paths>.values())", '[os.path.join(<path>, n) for n in ("m", "n")]', "<rows> + [<path>]", "[*<rows>, <path>]", "sorted(<rows>)",
        '[<path>] + [p for p in <rows> if p.endswith("data")]', "<rows.>", "list(each(<rows>))", "[os.path.join(<path>, n) for n in os.listdir(<path>)]", "list(map(str, [<pure>]))",
        'list(reversed(<rows>))', "[p for p in [<path>, <path>] if flip()] or [<path>]", "<rows>[:1]",
    ],
    "maybe": ["None", "<path>", "<path> if <cond> else None", "<maybe.>", 'os.environ.get("OPT_PATH")', '<paths.>.get("c")', "find(<rows>)", "args.extra"],
    "obj": ["Maker(<path>)", "Maker(<path>, name=<text>)", "Maker(name=<text>, root=<path>)", "<obj.>", "Config()", "Config(<path>)", "Config(root=<path>, name=<text>)", "Child(<path>)"],
}  # fmt: skip

STATEMENTS: list[str] = [
    "<new:path> = <path>", "<new:path> = <path>", "<new:pure> = <pure>", "<new:text> = <text>", "<new:paths> = <paths>", "<new:rows> = <rows>", "<new:maybe> = <maybe>", "<new:obj> = <obj>",
    "<set:path> = <path>", "<set:text> = <text>", "<set:maybe> = <maybe>", "<set:number> = <number>", "<set:pure> = <pure>", "<set:rows> = <rows>", "<set:paths> = <paths>",
    "<new:path>, <new:text> = <path>, <text>", "<new:path>, <new:path> = [<path>, <path>]", "<set:path> += '/more'", '<set:text> += "_x"', "<set:number> += 1",
    '<paths.>["b"] = <path>', '<paths.>["c"] = <path>', '<paths.>.update({"a": <path>})', "<paths.>.update(b=<path>)", '<paths.>.setdefault("c", <path>)', '<paths.>.pop("c", None)',
    "<rows.>.append(<path>)", "<rows.>.extend(<rows>[:2])", "<rows.>.insert(0, <path>)", "<rows.>[0] = <path>", "<set:rows> += [<path>]", "<obj.>.root = <path>", '<new:path> = <rows.>.pop() if len(<rows.>) > 1 else <path>',
    'os.environ["OPT_TEXT"] = <text>', 'os.environ.setdefault("OPT_PATH", <path>)', 'CONFIG["out"]["path"] = <path>',
    "open(<path>).read()", "open(<path>, 'w').write('x')", "open(<path>, mode='a').close()", "os.listdir(<path>)", "os.makedirs(<path>, exist_ok=True)", "<pure>.mkdir(parents=True, exist_ok=True)", "<pure>.read_text()",
    '<pure>.write_text("x")', "shutil.copy(<path>, <path>)", "save(<path>, <text>)", "save(<path>, name=<text>)", "save(*[<path>, <text>])", 'save(**{"folder": <path>, "name": <text>})', "load_all(<paths>)", "<obj.>.store(<text>)",
    "for p in glob.glob(os.path.join(<path>, '*.csv')):\n    open(p).close()", "for p in <pure>.glob('*.csv'):\n    p.read_text()", "for p in <pure>.rglob('x*.csv'):\n    p.read_text()",
    "for p in <pure>.iterdir():\n    open(p).close()", "os.rename(<path> + '.old', <path> + '.new')",
    "for folder, _, names in os.walk(<path>):\n    for n in names:\n        open(os.path.join(folder, n)).close()", "os.remove(<path> + '.txt')", "shutil.rmtree(<path>)", "shutil.copytree(<path>, <path> + '_copy')", "<pure>.touch()",
    "if <cond>:\n<block>", "if <cond>:\n<block>\nelse:\n<block>", "if <cond>:\n<block>\nelif <cond>:\n<block>\nelse:\n<block>", "if (found := <maybe>) is not None:\n    open(found + '.f').close()",
    "for <in:path> in list(<rows>):\n<loop>", "for <in:text>, <in:path> in list(<paths>.items()):\n<loop>", "for <in:text> in ('one', 'two'):\n<loop>", "for <in:number> in range(3):\n<loop>", "for <in:number>, <in:path> in enumerate(list(<rows>)):\n<loop>",
    "for <in:text>, <in:path> in zip(['u', 'v'], list(<rows>)):\n<loop>", "for <in:text> in os.listdir(<path>):\n<loop>", "for <in:path> in list(<rows>):\n<loop>\nelse:\n<block>", "for <in:path> in each(list(<rows>)):\n<loop>",
    "while <set:number> < 3:\n    <set2:number> += 1\n<loop>", "counter = 0\nwhile counter < 2:\n    counter += 1\n<loop>",
    "try:\n<block>\nexcept OSError:\n<block>", "try:\n<block>\nexcept (OSError, KeyError, ValueError) as error:\n<block>\nelse:\n<block>", "try:\n<block>\nfinally:\n<block>", "try:\n<block>\nexcept Exception:\n    raise", "try:\n    raise KeyError(<text>)\nexcept KeyError:\n<block>",
    "try:\n    open(<path> + '/missing').close()\n<block>\nexcept FileNotFoundError:\n<block>", "with open(<path>, 'w') as handle:\n    handle.write(<text>)\n<block>", "with open(<path>) as handle:\n    for line in handle:\n        line.strip()", "with workspace(<path>) as <in:path>:\n<block>",
    "match <text>:\n    case 'data':\n<block2>\n    case 'x' | 'y':\n<block2>\n    case _:\n<block2>", "if flip():\n    sys.exit(0)", "if <cond>:\n    raise ValueError(<text>)", "del paths0['b']\npaths0['b'] = <path>", "assert isinstance(<path>, str)",
    "<new:path> = (<path> if <cond> else <path>)", "def <fn>", "def <fn>", "<call>", "<call>", "[open(p).close() for p in <rows>]", "list(map(lambda p: open(p).close(), <rows>))", "_ = {p: open(p).read() for p in <rows> if <cond>}", "print(<path>)",
]  # fmt: skip

PREAMBLE = """
import argparse, collections, contextlib, functools, glob, json, os, shutil, sys
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "/opt/ml/"
CONFIG = {"in": {"path": "/opt/ml/processing/cfg"}, "out": {"path": "/opt/ml/processing/output"}}
COUNT = 0

def pick(path):
    if os.path.exists(path):
        return path
    return path + "_other"

def first(rows, index=0):
    return rows[index]

def find(rows):
    for row in rows:
        if os.path.isdir(row):
            return row
    return None

def each(rows):
    for row in rows:
        yield os.path.join(row, "item")

def flip():
    global COUNT
    COUNT += 1
    return os.path.exists(f"/opt/ml/coin/{COUNT}")

def save(folder, name="default.bin"):
    os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, name)
    with open(target, "w") as handle:
        handle.write("x")
    return target

def load_all(paths):
    return {key: open(value).read() for key, value in paths.items()}

@contextlib.contextmanager
def workspace(path):
    os.makedirs(path, exist_ok=True)
    yield os.path.join(path, "space")
    shutil.rmtree(path)

class Maker:
    base = "/opt/ml/base"

    def __init__(self, root, name="maker"):
        self.root = root
        self.name = name

    @property
    def full(self):
        return os.path.join(self.root, self.name)

    def place(self, tail):
        return self.full + "/" + tail

    @classmethod
    def default(cls, tail):
        return os.path.join(cls.base, tail)

    def store(self, tail):
        return save(self.root, tail)

class Child(Maker):
    def __init__(self, root):
        super().__init__(os.path.join(root, "child"), name="kid")

    def place(self, tail):
        return super().place("c" + tail)

@dataclass
class Config:
    root: str = "/opt/ml/config"
    name: str = "cfg"
    seen: list = field(default_factory=list)

    @property
    def full(self):
        return f"{self.root}/{self.name}"

    def place(self, tail):
        return os.path.join(self.root, tail)

    def store(self, tail):
        self.seen.append(tail)
        return save(self.root, tail)

parser = argparse.ArgumentParser()
parser.add_argument("--data-dir", default="/opt/ml/processing/args")
parser.add_argument("--name", type=str, default="argname")
parser.add_argument("--count", type=int, default=5)
parser.add_argument("--extra")
parser.add_argument("--verbose", action="store_true")
args, _ = parser.parse_known_args()
"""

START = """
text0 = "t0"
path0 = "/opt/ml/processing/p0"
pure0 = Path(path0)
number0 = 1
paths0 = {"a": "/opt/ml/a", "b": "/opt/ml/b"}
rows0 = ["/opt/ml/r0", "/opt/ml/r1"]
maybe0 = None
obj0 = Maker("/opt/ml/o")
"""

_PLACE = re.compile(r"<(?:(new|set|set2|in):)?(\w+)(\.)?>")


class Writer:
    """Writes one script, all choices taken by `choose`."""

    def __init__(self, choose: Callable[[list[Any]], Any], statements: int) -> None:
        self.choose = choose
        self.left = statements
        self.count = 0
        self.scopes: list[dict[str, list[str]]] = [{kind: [f"{kind}0"] for kind in KINDS}]
        self.own = 0  # index of the first scope that the running function may assign to
        self.functions: list[tuple[str, list[str], str]] = []
        self.returns: str | None = None
        self.loops = 0
        self.last_set = ""

    def script(self) -> str:
        body = self.block(0, self.left)
        return PREAMBLE + START + body

    # -- names --------------------------------------------------------------------------------------------------------

    def names(self, kind: str, own: bool = False) -> list[str]:
        return [name for scope in self.scopes[self.own if own else 0 :] for name in scope.get(kind, ())]

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def declare(self, kind: str, name: str) -> None:
        self.scopes[-1].setdefault(kind, []).append(name)

    # -- expressions --------------------------------------------------------------------------------------------------

    def expression(self, kind: str, depth: int) -> str:
        names = self.names(kind)
        rows = EXPRESSIONS[kind]
        if depth <= 0 and names:
            return str(self.choose(names))
        if depth <= 0:
            return str(self.choose(["True", "flip()", "args.verbose"]))
        template = self.choose([*rows, *names, *names])
        text = _PLACE.sub(lambda m: self._place(m, depth - 1), template)
        return text if text in names or (text.endswith((")", "]", '"', "}")) and " if " not in text) else f"({text})"

    def _place(self, match: re.Match[str], depth: int) -> str:
        return self.choose(self.names(match[2])) if match[3] else self.expression(match[2], depth)

    # -- statements ---------------------------------------------------------------------------------------------------

    def block(self, indent: int, size: int | None = None) -> str:
        """Statements of a block, indented; what they declare ends with it."""
        self.scopes.append({})
        count = size if size is not None else self.choose([1, 1, 2, 3])
        rows: list[str] = []
        for _ in range(count):
            if self.left <= 0:
                break
            self.left -= 1
            rows.append(self.statement(indent))
        self.scopes.pop()
        pad = "    " * indent
        return "\n".join(rows) if rows else f"{pad}pass"

    def statement(self, indent: int) -> str:
        pad = "    " * indent
        extra = ["<set:path> = <path>"]
        if self.returns is not None and indent > 1:
            extra += ["return <return>", "if <cond>:\n    return <return>"]
        if self.loops:
            extra += ["if <cond>:\n    break", "if <cond>:\n    continue", "continue", "break"]
        template = self.choose([*STATEMENTS, *extra])
        if template == "def <fn>":
            return self.function(indent) if indent < 2 else f"{pad}print(text0)"
        if template == "<call>":
            return pad + self.call()
        declared: list[tuple[str, str]] = []
        inner: list[tuple[str, str]] = []
        lines = []
        for line in template.split("\n"):
            if line in ("<block>", "<loop>", "<block2>"):
                lines.append(self._nested(line, indent + 1 + (line == "<block2>"), inner))
            else:
                lines.append(pad + _PLACE.sub(lambda m: self._slot(m, declared, inner), line))
        for kind, name in declared:
            self.declare(kind, name)
        return "\n".join(lines)

    def _nested(self, line: str, indent: int, inner: list[tuple[str, str]]) -> str:
        self.scopes.append({})
        for kind, name in inner:
            self.declare(kind, name)
        self.loops += line == "<loop>"
        text = self.block(indent)
        self.loops -= line == "<loop>"
        self.scopes.pop()
        return text

    def _slot(self, match: re.Match[str], declared: list[tuple[str, str]], inner: list[tuple[str, str]]) -> str:
        how, kind = match[1], match[2]
        if how in ("new", "in"):
            name = self.fresh(kind)
            (declared if how == "new" else inner).append((kind, name))
            return name
        if how == "set":
            names = self.names(kind, own=True)
            self.last_set = self.choose(names) if names else self.fresh(kind)
            if not names:
                declared.append((kind, self.last_set))
            return self.last_set
        if how == "set2":
            return self.last_set
        if kind == "return":
            return self.expression(self.returns or "path", 2)
        return match[0] if kind not in (*KINDS, "cond") else self._place(match, 2)

    # -- functions ----------------------------------------------------------------------------------------------------

    def function(self, indent: int) -> str:
        name = self.fresh("fn")
        kinds = [self.choose(list(KINDS)) for _ in range(self.choose([0, 1, 2, 2]))]
        result = self.choose(["path", "path", "text", "maybe", "rows", "paths"])
        outer = self.own, self.returns, self.loops
        names = [self.fresh(kind) for kind in kinds]
        shown = [
            f"{n}={self.expression(k, 1)}" if i and i == len(kinds) - 1 and self.choose([0, 1]) else n
            for i, (k, n) in enumerate(zip(kinds, names))
        ]
        self.scopes.append({})
        self.own, self.returns, self.loops = len(self.scopes) - 1, result, 0
        pad = "    " * indent
        head = f"{pad}def {name}({', '.join(shown)}):"
        for kind, parameter in zip(kinds, names):
            self.declare(kind, parameter)
        # Every kind has a local that may be assigned to.
        first = [f"{pad}    local{self.count} = {self.expression('path', 1)}"]
        self.declare("path", f"local{self.count}")
        body = self.block(indent + 1)
        last = f"{pad}    return {self.expression(result, 2)}"
        self.own, self.returns, self.loops = outer
        self.scopes.pop()
        if indent == 0:
            self.functions.append((name, kinds, result))
        else:
            first = [*first]
        return "\n".join([head, *first, body, last])

    def call(self) -> str:
        if not self.functions or (self.returns is not None):
            return f"{self.fresh('unused')} = {self.expression('path', 2)}"
        name, kinds, result = self.choose(self.functions)
        given = ", ".join(self.expression(kind, 1) for kind in kinds)
        target = self.fresh(result)
        self.declare(result, target)
        return f"{target} = {name}({given})"


@st.composite
def scripts(draw: st.DrawFn, most: int = 14) -> str:
    """Scripts of up to `most` random statements."""
    return Writer(lambda rows: draw(st.sampled_from(rows)), draw(st.integers(1, most))).script()
