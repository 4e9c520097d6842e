"""Arguments of calls that v3 does not take as v2 did, and names of v2 in texts that are looked up."""

from __future__ import annotations

import libcst as cst

from sm_lint.migration.names import future
from sm_lint.migration.plan import Text, resolved
from sm_lint.migration.uses import dotted
from sm_lint.patterns import regex
from sm_lint.sagemaker.sdk.changes import instead_in_v3
from sm_lint.sagemaker.sdk.surface import Signature, surface

_NAME = regex(r"sagemaker(?:\.[A-Za-z_]\w*)+")
_LOOKUPS = frozenset({"patch", "setattr", "import_module", "__import__"})
_OF = {"ProcessingInput": "input", "ProcessingOutput": "output"}


def check_calls(text: Text) -> None:
    """Say which arguments of calls of moved names v3 has no place for."""
    chains = {id(chain.nodes[-1]): chain for each in text.uses.chains.values() for chain in each}
    bound = {
        name: next(iter(targets))
        for name, targets in text.uses.imported.items()
        if len(targets) == 1 and "" not in targets and name not in text.uses.rebound
    }
    for call in text.uses.order.of(cst.Call):
        if dotted(call.func).rpartition(".")[2] in _LOOKUPS:
            _check_text(text, call)
        chain = chains.get(id(call.func))
        base = bound.get(chain.root) if chain is not None else None
        if chain is None or base is None:
            continue
        found = surface("v2").find(base)
        count, name = resolved(chain, base) if found is not None and found.kind == "module" else (0, base)
        rest = chain.parts[count:]
        if future(name).fate == "moved" and not future(name).is_module and len(rest) <= 1:
            _check(text, call, name, rest[0] if rest else "__init__")


def _check_text(text: Text, call: cst.Call) -> None:
    """``patch("sagemaker.Session")`` finds nothing in v3."""
    first = call.args[0].value if call.args else None
    value = first.evaluated_value if isinstance(first, cst.SimpleString) else None
    if first is None or not isinstance(value, str) or not _NAME.fullmatch(value):
        return
    name = value
    while surface("v2").find(name) is None and "." in name:
        name = name.rpartition(".")[0]
    fate = future(name)
    if fate.fate == "moved":
        text.leave(
            first, name, f"v3 has `{fate.qualified}`; where a text names it, the place that is meant is not known"
        )
    elif fate.fate == "gone":
        text.leave(first, name)


def _check(text: Text, call: cst.Call, name: str, method: str) -> None:
    new = surface("v3").signature(future(name).qualified, method)
    old = surface("v2").signature(name, method)
    if new is None or old is None:
        return
    shown = name.rpartition(".")[2] + (f".{method}" if method != "__init__" else "")
    for argument in call.args:
        keyword = argument.keyword.value if argument.keyword is not None else None
        if keyword is not None and keyword not in new.accepted and not new.open:
            said = "v3 ignores it" if new.swallows else "v3 does not take it"
            instead = instead_in_v3(_OF.get(shown, shown), keyword)
            more = f"; it has `{instead}`, whose values must be put together" if instead else ""
            if not instead and "step_args" in new.accepted:
                more = "; it has `step_args`, which is what the call returns that starts the job in a `PipelineSession`"
            text.leave(
                argument, f"{shown}({keyword}=)", f"argument `{keyword}` of `{shown}`: {said}{more}", kind="call"
            )
    _check_positions(text, call, shown, old, new)
    given = {argument.keyword.value for argument in call.args if argument.keyword is not None}
    plain = all(argument.keyword is not None for argument in call.args)
    missing = sorted(new.required - given - old.required) if plain and not any(arg.star for arg in call.args) else []
    if missing:
        listed = ", ".join(f"`{each}`" for each in missing)
        text.leave(call, f"{shown}()", f"`{shown}` needs {listed} in v3, which v2 does not ask for", kind="call")


def _check_positions(text: Text, call: cst.Call, shown: str, old: Signature, new: Signature) -> None:
    positional = 0
    for argument in call.args:
        if argument.star or argument.keyword is not None:
            break
        positional += 1
    before, after = old.positional[:positional], new.positional[:positional]
    if before != after and not new.variadic and not old.variadic:
        takes = f"v3 has {', '.join(f'`{each}`' for each in after)} there" if after else "v3 takes none by position"
        listed = ", ".join(f"`{each}`" for each in before)
        text.leave(call, f"{shown}()", f"arguments by position of `{shown}`: v2 has {listed}, {takes}", kind="call")
