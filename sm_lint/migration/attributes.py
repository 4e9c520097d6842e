"""``import sagemaker`` and what is reached through it: ``sagemaker.Session()``, ``sagemaker.image_uris.retrieve(...)``."""

from __future__ import annotations

import builtins
from collections.abc import Iterable

import libcst as cst

from sm_lint.diagnostics.finding import Edit
from sm_lint.migration.model import Moved
from sm_lint.migration.names import Future, future
from sm_lint.migration.plan import Text, is_ours, resolved
from sm_lint.migration.uses import PACKAGE, Binding, Chain, dotted
from sm_lint.patterns import regex
from sm_lint.sagemaker.sdk.surface import surface

_QUOTED = regex(r"""['"]\s*sagemaker\.[A-Za-z_]|\b__all__\b""")
"""A text that may be an annotation, or the names that a module offers."""


def package_uses(text: Text) -> None:
    """Change `import sagemaker` and `import sagemaker.x as y`, with the uses of the first."""
    by_name: dict[str, list[Binding]] = {}
    for binding in text.uses.bindings:
        if not isinstance(binding.node, cst.Import):
            continue
        if binding.qualified == PACKAGE:
            by_name.setdefault(binding.bound, []).append(binding)
        else:
            _module(text, binding)
    for bound, bindings in by_name.items():
        _Package(text, bound, bindings).change()


def _module(text: Text, binding: Binding) -> None:
    """``import sagemaker.x as y``."""
    fate = future(binding.qualified)
    if fate.fate == "same" or text.is_guarded(binding.node):
        return
    if fate.fate == "moved" and text.serves(binding, fate.qualified):
        edit = text.view.edit(text.span(binding.alias.name), fate.qualified)
        text.plan.add([edit], [Moved(text.place(binding.alias), binding.qualified, fate.qualified)])
    elif fate.fate == "moved":
        why = f"v3 has `{fate.qualified}`, but not all that is used of `{binding.qualified}`, or it is used as a whole"
        text.leave(binding.alias, binding.qualified, why)
    elif is_ours(binding.qualified):
        text.leave(binding.alias, binding.qualified)


class _Package:
    """The package under one name of a text."""

    def __init__(self, text: Text, bound: str, bindings: list[Binding]) -> None:
        self.text = text
        self.bound = bound
        self.bindings = bindings
        self.edits: list[Edit] = []
        self.moved: list[Moved] = []
        self.added: dict[int, dict[str, None]] = {}
        self.taken: dict[str, str] = {}
        self.remains = False
        self.left: set[str] = set()

    def change(self) -> None:
        """Plan the change."""
        uses = self.text.uses
        if any(self.text.is_guarded(binding.node) for binding in self.bindings):
            return
        rebound = self.bound in uses.rebound or uses.imported[self.bound] != {PACKAGE}
        for chain in uses.chains.get(self.bound, ()):
            binders = uses.binding_of(chain, self.bindings)
            if not binders:
                self.remains = True
                continue
            first = binders[:1] if uses.is_unconditional(binders[0].node) else binders
            self._use(chain, first, rebound)
        if rebound:
            return
        for binding in self.bindings:
            self._import(binding)
        if self.edits and self.moved:
            self.text.plan.add(self.edits, self.moved)

    def _use(self, chain: Chain, binders: list[Binding], rebound: bool) -> None:
        count, name = resolved(chain, PACKAGE)
        fate = future(name)
        found = surface("v2").find(name)
        node = chain.nodes[count]
        if count < len(chain.parts) and (found is None or found.kind == "module"):
            inner = f"{name}.{chain.parts[count]}"
            if surface("v3").find(inner) is None and is_ours(inner):
                self.left.add(name)
                self.text.leave(chain.nodes[count + 1], inner)
            self.remains = True
        elif fate.fate == "moved" and not fate.is_module and not rebound:
            text = self._written(chain, fate, binders, count)
            self.edits.append(self.text.view.edit(self.text.span(node), text))
            self.moved.append(Moved(self.text.place(node), name, fate.qualified))
        else:
            self.remains = True
            self.left.add(name.rpartition(".")[0] if not fate.is_module else name)
            if fate.fate == "moved":
                why = f"`{self.bound}` is also bound otherwise" if rebound else "the module is used as a whole"
                self.text.leave(node, name, f"v3 has it as `{fate.qualified}`; it is not rewritten, because {why}")
            elif fate.fate != "same":
                self.text.leave(node, name)

    def _written(self, chain: Chain, fate: Future, binders: list[Binding], count: int) -> str:
        """What to write for a use, after noting the import that it needs."""
        parent, _, last = fate.home.rpartition(".")
        if count == 1 or fate.name[0].isupper():
            wanted, line, text = fate.name, f"from {fate.home} import {fate.name}", fate.name
        else:
            wanted, line, text = last, f"from {parent} import {last}", f"{last}.{fate.name}"
        if self._is_free(wanted, fate.qualified if text == fate.name else fate.home):
            if not self._is_there(wanted, chain):
                self._add(line, binders)
            return text
        self.remains = True
        self._add(f"import {fate.home}", binders)
        return f"{self.bound}.{fate.home.removeprefix(f'{PACKAGE}.')}.{fate.name}"

    def _add(self, line: str, binders: list[Binding]) -> None:
        """Import something where the package is imported: in each branch that does."""
        for binding in binders:
            self.added.setdefault(id(binding), {})[line] = None

    def _is_free(self, name: str, target: str) -> bool:
        """Whether a name of the text can be given to something: it is bound to nothing, or to the same thing."""
        if name in self.taken:
            return self.taken[name] == target
        uses = self.text.uses
        if name in uses.rebound or (name in vars(builtins)):
            return False
        imported = uses.imported.get(name, set())
        if imported:
            free = all(each == target or (each and future(each).qualified == target) for each in imported)
            free = free and not any(binding.bound == name and binding.scope >= 0 for binding in uses.bindings)
        else:
            free = not uses.counts[name]
        if free:
            self.taken[name] = target
        return free

    def _is_there(self, name: str, chain: Chain) -> bool:
        """Whether a name is imported without condition, before a use: a free name is imported as nothing else."""
        uses = self.text.uses
        before = uses.number(chain.nodes[0])
        return any(
            other.bound == name and uses.number(other.node) < before and uses.is_unconditional(other.node)
            for other in uses.bindings
        )

    def _import(self, binding: Binding) -> None:
        """Change a statement that binds the package."""
        added = _together(self.added.get(id(binding), {}))
        module = dotted(binding.alias.name)
        node = binding.node
        target = ""
        if module != PACKAGE and future(module).fate != "same":
            target = self._instead(module)
            if not target and is_ours(module):
                self.text.leave(binding.alias, module)
        single = isinstance(node, cst.Import) and len(node.names) == 1
        if added and single and not self._is_needed() and (module == PACKAGE or target):
            self.edits.append(self.text.view.edit(self.text.span(node), self.text.joined(node, added)))
            return
        if target:
            self.edits.append(self.text.view.edit(self.text.span(binding.alias.name), target))
            if target != PACKAGE:
                self.moved.append(Moved(self.text.place(binding.alias), module, target))
        if added:
            # The statement itself follows, after the last line break or semicolon.
            before = self.text.joined(node, [*added, "_"])[:-1]
            span = self.text.span(node)._replace(
                end_line=self.text.span(node).line, end_column=self.text.span(node).column
            )
            self.edits.append(self.text.view.edit(span, before))

    def _instead(self, module: str) -> str:
        """What to import in place of a module; empty where the import is left."""
        if module in self.left:
            return ""
        if any(moved.old.startswith(f"{module}.") for moved in self.moved):
            return PACKAGE
        fate = future(module)
        return fate.qualified if fate.fate == "moved" else ""

    def _is_needed(self) -> bool:
        """Whether the package itself is still used, or may be."""
        quoted = bool(_QUOTED.search(self.text.module.text))
        return self.remains or quoted or len(self.bindings) > 1 or self._is_in_magics()

    def _is_in_magics(self) -> bool:
        """Whether a line of a notebook that is not plain Python has the name: ``%time sagemaker.Session()``."""
        for part in self.text.view.parts:
            lines = part.source.splitlines()
            whole = part.source.lstrip().startswith("%%")
            if any(f"{self.bound}." in line and (whole or line.lstrip()[:1] in {"%", "!", "?"}) for line in lines):
                return True
        return False


def _together(lines: Iterable[str]) -> list[str]:
    """Imports, with the names of one module in one of them."""
    found: dict[str, list[str]] = {}
    for line in lines:
        start, _, name = line.partition(" import ")
        found.setdefault(start, []).extend([name] if name else [])
    return [f"{start} import {', '.join(names)}" if names else start for start, names in found.items()]
