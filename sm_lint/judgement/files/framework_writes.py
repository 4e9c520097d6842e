"""What training libraries write below a path that they are given once, without a call that saves."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.facts import PathAccess, ScriptFacts
from sm_lint.sagemaker.framework_writers import FrameworkWriter, framework_writer
from sm_lint.syntax.literal import text_value


def written_by_framework(access: PathAccess, facts: ScriptFacts) -> FrameworkWriter | None:
    """The library that writes below the path of an access during the training, and whose files the script does not take up
    again; None for other accesses, and where no file may come of it."""
    writer = framework_writer(access.via) if access.mode == "write" else None
    if writer is None or (isinstance(access.site.node, cst.Call) and saves_nothing(access.site.node)):
        return None
    texts = (facts.module.text, *(module.text for module in facts.modules))
    return None if any(map(writer.taken.search, texts)) else writer


def saves_nothing(node: cst.Call) -> bool:
    """Whether the arguments of a Hugging Face trainer may say that no checkpoint is written.

    The default is one each 500 steps, which a training of a given number of steps may not reach.
    """
    given = {argument.keyword.value for argument in node.args if argument.keyword is not None}
    if "max_steps" in given and not given & {
        "save_strategy",
        "save_steps",
        "save_total_limit",
        "load_best_model_at_end",
    }:
        return True
    for argument in node.args:
        if argument.star == "**":
            return True
        if argument.keyword is not None and argument.keyword.value == "save_strategy":
            strategy = argument.value
            return not isinstance(strategy, cst.SimpleString) or text_value(strategy) == "no"
    return False
