"""Small scripts made at random out of the ways in which real ones build and use paths, from the `templates`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.flow.preamble import PREAMBLE, START
from tests.flow.templates import EXPRESSIONS, KINDS, STATEMENTS

_LOOSE = re.compile(r" (if|or|and|not|in|is|==|<|>|\+|-|\*|/|//|%|\|) |^not |^-|^lambda")
_PLACE = re.compile(r"<(?:(new|set|set2|in):)?(\w+)(\.)?>")


@dataclass(frozen=True)
class Made:
    """A function or class that a script defines.

    Attributes:
        name: how it is called.
        kinds: what its parameters want.
        names: its parameters' names.
        form: how it takes them: "plain", "keyword", "star", "options", "mixed".
        result: kind of what it returns; "yields" for a generator of paths.
    """

    name: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    form: str
    result: str


class Writer:
    """Writes one script, all choices taken by `choose`."""

    def __init__(self, choose: Callable[[list[Any]], Any], statements: int) -> None:
        self.choose = choose
        self.left = statements
        self.count = 0
        self.scopes: list[dict[str, list[str]]] = [{kind: [f"{kind}0"] for kind in KINDS}]
        self.own = 0  # index of the first scope that the running function may assign to
        self.functions: list[list[Made]] = [[]]  # by block
        self.nested = 0
        self.shared: set[str] = set()  # names that are declared global
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
        return text if text in names or not _LOOSE.search(text) else f"({text})"

    def _place(self, match: re.Match[str], depth: int) -> str:
        return self.choose(self.names(match[2])) if match[3] else self.expression(match[2], depth)

    # -- statements ---------------------------------------------------------------------------------------------------

    def block(self, indent: int, size: int | None = None) -> str:
        """Statements of a block, indented; what they declare ends with it."""
        self.scopes.append({})
        self.functions.append([])
        count = size if size is not None else self.choose([1, 1, 2, 3])
        rows: list[str] = []
        for _ in range(count):
            if self.left <= 0:
                break
            self.left -= 1
            rows.append(self.statement(indent))
        self.scopes.pop()
        self.functions.pop()
        pad = "    " * indent
        return "\n".join(rows) if rows else f"{pad}pass"

    def statement(self, indent: int) -> str:
        pad = "    " * indent
        extra = ["<set:path> = <path>"]
        if self.returns is not None and indent > 1:
            extra += ["return <return>", "if <cond>:\n    return <return>"]
        if self.returns == "yields":
            extra = [row.replace(" <return>", "") for row in extra] + [
                "yield <path>",
                "yield <path>",
                "yield from <rows>",
            ]
        if self.loops:
            extra += ["if <cond>:\n    break", "if <cond>:\n    continue", "continue", "break"]
        template = self.choose([*STATEMENTS, *extra])
        if template == "def <fn>":
            return self.function(indent) if self.nested < 2 and indent < 4 else f"{pad}print(text0)"
        if template == "class <class>":
            return self.class_(indent) if self.nested == 0 else f"{pad}print(text0)"
        if template == "<call>":
            return pad + self.call()
        declared: list[tuple[str, str]] = []
        inner: list[tuple[str, str]] = []
        lines = []
        for line in template.split("\n"):
            if line in ("<block>", "<loop>", "<block2>", "<loop2>"):
                lines.append(self._nested(line, indent + 1 + line.endswith("2>"), inner))
            else:
                lines.append(pad + _PLACE.sub(lambda m: self._slot(m, declared, inner), line))
        for kind, name in declared:
            self.declare(kind, name)
        return "\n".join(lines)

    def _nested(self, line: str, indent: int, inner: list[tuple[str, str]]) -> str:
        self.scopes.append({})
        for kind, name in inner:
            self.declare(kind, name)
        self.loops += line.startswith("<loop")
        text = self.block(indent)
        self.loops -= line.startswith("<loop")
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
        """A function: each form of parameters, sometimes a generator, sometimes with a name of outside that it assigns to."""
        name = self.fresh("fn")
        kinds = tuple(self.choose(list(KINDS)) for _ in range(self.choose([0, 1, 2, 2])))
        names = tuple(self.fresh(kind) for kind in kinds)
        form = self.choose(["plain", "plain", "keyword", "star", "options", "mixed"]) if kinds else "plain"
        made = Made(name, kinds, names, form, self.choose(["path", "path", "text", "maybe", "rows", "paths", "yields"]))
        head, first = self._parameters(made)
        text = self._body(indent, f"def {name}({head}):", made, first)
        self.functions[-1].append(made)
        return text

    def _parameters(self, made: Made) -> tuple[str, list[str]]:
        """The parameters as they are written, and the statements that unpack them."""
        names, kinds = made.names, made.kinds
        if made.form == "star":
            return "*given", [f"{', '.join(names)}, = given"]
        if made.form == "options":
            defaults = [self.expression(kind, 1) for kind in kinds]
            return "**given", [f'{n} = given.get("{n}", {d})' for n, d in zip(names, defaults)]
        if made.form == "mixed":
            rest = "".join(f", {n}={self.expression(k, 1)}" for n, k in zip(names[1:], kinds[1:]))
            return f"{names[0]}, *rest{rest}, **more", []
        last = (
            f"{names[-1]}={self.expression(kinds[-1], 1)}"
            if kinds and self.choose([0, 1])
            else names[-1]
            if kinds
            else ""
        )
        return ", ".join(["*"] * (made.form == "keyword") + [*names[:-1], last] if kinds else []), []

    def _body(self, indent: int, head: str, made: Made, first: list[str]) -> str:
        """A function with its statements: every one has a local path that may be assigned to."""
        pad = "    " * indent
        outer = self.own, self.returns, self.loops
        shared = self._shared()
        self.scopes.append({})
        self.own, self.returns, self.loops = len(self.scopes) - 1, made.result, 0
        self.nested += 1
        for kind, parameter in zip(made.kinds, made.names):
            self.declare(kind, parameter)
        rows = []
        if shared is not None:
            how, kind, name = shared
            rows.append(f"{how} {name}")
            self.declare(kind, name)
        local = self.fresh("local")
        rows += [*first, f"{local} = {self.expression('path', 1)}"]
        self.declare("path", local)
        body = self.block(indent + 1)
        result = (
            "yield " + self.expression("path", 2)
            if made.result == "yields"
            else f"return {self.expression(made.result, 2)}"
        )
        self.own, self.returns, self.loops = outer
        self.nested -= 1
        self.scopes.pop()
        return "\n".join([pad + head, *(f"{pad}    {row}" for row in rows), body, f"{pad}    {result}"])

    def _shared(self) -> tuple[str, str, str] | None:
        """A name of outside that a function assigns to: (statement, kind, name)."""
        if self.choose([0, 0, 1]) == 0:
            return None
        kind = self.choose(["path", "text", "maybe", "rows"])
        names = [name for name in self.names(kind, own=True) if name not in self.shared]
        if not names:
            return None
        name = self.choose(names)
        if self.returns is None:
            self.shared.add(name)
        return ("global" if self.returns is None else "nonlocal"), kind, name

    def class_(self, indent: int) -> str:
        """A class that derives from one of the preamble, with an attribute of its own and a method in other words."""
        name = self.fresh("Class")
        pad = "    " * indent
        base = self.choose(["Maker", "Child", "Node", "Maker, Shown", "Child, Node"])
        rows = [f"{pad}class {name}({base}):", f"{pad}    base = {self.expression('path', 1)}"]
        if self.choose([0, 1]):
            root = self.fresh("path")
            rows += [
                f"{pad}    def __init__(self, {root}):",
                f"{pad}        Maker.__init__(self, {root} + '/own', self.base)",
            ]
            rows += [f"{pad}        self.extra = {self.expression('text', 1)}"]
        tail = self.fresh("text")
        method = Made("place", ("obj", "text"), ("self", tail), "plain", "path")
        rows.append(self._body(indent + 1, f"def place(self, {tail}):", method, []))
        self.functions[-1].append(Made(name, ("path",), ("root",), "class", "obj"))
        return "\n".join(rows)

    def call(self) -> str:
        """A call of a function or class that the script defines, in one of the ways in which it can be called."""
        known = [made for block in self.functions for made in block]
        if not known:
            return f"{self.fresh('unused')} = {self.expression('path', 2)}"
        made = self.choose(known)
        given = [self.expression(kind, 1) for kind in made.kinds]
        keywords = [f"{n}={value}" for n, value in zip(made.names, given)]
        if made.form == "mixed":
            shown = ", ".join(
                [given[0], *self.choose([[], ["text0", "path0"]]), *keywords[1:], *self.choose([[], ["more=1"]])]
            )
        elif made.form in ("keyword", "options"):
            mapping = ", ".join(f'"{n}": {value}' for n, value in zip(made.names, given))
            shown = self.choose([", ".join(keywords), f"**{{{mapping}}}"])
        elif made.form == "plain":
            shown = self.choose([", ".join(given), ", ".join(keywords), f"*[{', '.join(given)}]"])
        else:
            shown = ", ".join(given)
        result = "rows" if made.result == "yields" else made.result
        target = self.fresh(result)
        self.declare(result, target)
        return (
            f"{target} = list({made.name}({shown}))" if made.result == "yields" else f"{target} = {made.name}({shown})"
        )


@st.composite
def scripts(draw: st.DrawFn, most: int = 14) -> str:
    """Scripts of up to `most` random statements."""
    return Writer(lambda rows: draw(st.sampled_from(rows)), draw(st.integers(1, most))).script()
