"""What training libraries write below a path that they are given once, without a call that saves."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from sm_lint.flow.facts import PathAccess, ScriptFacts
from sm_lint.sagemaker.framework_writers import FrameworkWriter, framework_writer
from sm_lint.syntax.literal import text_value
from sm_lint.syntax.walk import walk


def written_by_framework(access: PathAccess, facts: ScriptFacts) -> FrameworkWriter | None:
    """The library that writes below the path of an access during the training, and whose files the script does not take up
    again; None for other accesses, and where no file may come of it."""
    writer = framework_writer(access.via) if access.mode == "write" else None
    if writer is None or (isinstance(access.site.node, cst.Call) and saves_nothing(access.site.node)):
        return None
    texts = (facts.module.text, *(module.text for module in facts.modules))
    return None if any(map(writer.taken.search, texts)) else writer


def saves_nothing(node: cst.Call, dictionaries: Mapping[str, cst.Dict] | None = None) -> bool:
    """Whether the arguments of a Hugging Face trainer may say that no checkpoint is written.

    The default is one each 500 steps, which a training of a given number of steps may not reach.

    Args:
        node: the call that makes the arguments.
        dictionaries: what names are bound to, once and never changed: `TrainingArguments(**options)`.
    """
    arguments = _spread(node, dictionaries or {})
    if arguments is None:
        return True
    given = {*arguments}
    if "max_steps" in given and not given & {
        "save_strategy",
        "save_steps",
        "save_total_limit",
        "load_best_model_at_end",
    }:
        return True
    strategy = arguments.get("save_strategy")
    return strategy is not None and (not isinstance(strategy, cst.SimpleString) or text_value(strategy) == "no")


def _spread(node: cst.Call, dictionaries: Mapping[str, cst.Dict]) -> dict[str, cst.BaseExpression] | None:
    """The keywords of a call with their values; None where some are not known."""
    found: dict[str, cst.BaseExpression] = {}
    for argument in node.args:
        if argument.star == "**":
            value = argument.value
            held = dictionaries.get(value.value) if isinstance(value, cst.Name) else value
            if not isinstance(held, cst.Dict):
                return None
            for element in held.elements:
                if not isinstance(element, cst.DictElement) or not isinstance(element.key, cst.SimpleString):
                    return None
                found[text_value(element.key) or ""] = element.value
        elif argument.keyword is not None:
            found[argument.keyword.value] = argument.value
    return found


def constant_dictionaries(tree: cst.Module) -> dict[str, cst.Dict]:
    """Dictionaries by the name that they are bound to, where a module binds the name once and does nothing but read it."""
    found: dict[str, cst.Dict] = {}
    bound: list[str] = []
    for node in walk(tree):
        if isinstance(node, cst.Assign):
            for each in node.targets:
                name = _name_of(each.target)
                bound.append(name)
                if isinstance(each.target, cst.Name) and isinstance(node.value, cst.Dict):
                    found[name] = node.value
        elif isinstance(node, cst.AnnAssign | cst.AugAssign | cst.For | cst.NamedExpr | cst.CompFor | cst.Del):
            bound += [part.value for part in walk(node.target) if isinstance(part, cst.Name)] * 2
        elif isinstance(node, cst.Attribute) and node.attr.value in {"update", "pop", "setdefault", "clear"}:
            bound += [_name_of(node.value)] * 2
    return {name: node for name, node in found.items() if bound.count(name) == 1}


def _name_of(node: cst.BaseExpression) -> str:
    """The name that an assignment begins with: that of `options["a"] = 1` is `options`."""
    while isinstance(node, cst.Attribute | cst.Subscript):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""
