"""Hyperparameters, and arguments, that a script has no way of reading: it parses no command line and looks at no variable or file of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.contracts.cover import arguments
from sm_lint.contracts.model import Argument, Contract
from sm_lint.flow.facts import ArgumentFact, EnvRead, ImportFact, ParseCall, ScriptFacts
from sm_lint.judgement.contract.training_environment import may_look_up
from sm_lint.patterns import regex
from sm_lint.sagemaker.environment import variable_key
from sm_lint.sagemaker.hyperparameters import is_reserved
from sm_lint.sagemaker.libraries import is_heedless

# A script that names any of these may get at its hyperparameters in a way that is not followed.
_TELLS = regex(
    r"argv|SM_HP|SM_USER_ARGS|input/config|\bflags\b|hyper_?param|environ(?!\s*(?:\[|\.get\b|\.setdefault\b))",
    re.IGNORECASE,
)
_OTHER_SCRIPT = regex(r"\.(?:py|sh)\b[^\n]*[\"']|sagemaker")
_FROM_ESTIMATOR = "model_dir"


def unread_hyperparameters(facts: ScriptFacts, contract: Contract) -> Iterator[Argument]:
    """Hyperparameters that a job definition passes to a script that certainly reads none."""
    if contract.origin != "job" or contract.job != "training" or contract.delegates or not _reads_none(facts):
        return
    read = {variable_key(fact.name) for fact in facts.all(EnvRead)}
    for argument in arguments(contract):
        name = argument.spelling or argument.name
        if not is_reserved(name) and name != _FROM_ESTIMATOR and variable_key(name) not in read:
            yield argument


# What may hand the command line on, or look at it, in a way that is not followed.
_HANDS_ON = regex(
    r"argv|\bgetopt\b|\boptparse\b|\bflags\b|\brunpy\b|\bexec\b|execfile|__import__|importlib|\bclick\b|\btyper\b|\bfire\b|orig_args|cmdline"
)


def reads_no_arguments(facts: ScriptFacts) -> bool:
    """Whether a script certainly never looks at its command line."""
    if any(type(fact) is ArgumentFact or type(fact) is ParseCall for fact in facts.facts):
        return False
    if not facts.complete("argument") or not facts.module.tree.body:
        return False
    if not all(fact.resolved is not None or is_heedless(fact.module) for fact in facts.all(ImportFact)):
        return False
    return not any(_HANDS_ON.search(module.text) for module in (facts.module, *facts.modules))


def _reads_none(facts: ScriptFacts) -> bool:
    if any(type(fact) is ArgumentFact or type(fact) is ParseCall for fact in facts.facts):
        return False
    if not facts.complete("argument", "environment"):
        return False
    if not all(fact.resolved is not None or is_heedless(fact.module) for fact in facts.all(ImportFact)):
        return False
    texts = [module.text for module in (facts.module, *facts.modules)]
    if may_look_up(facts, "hyperparameters"):
        return False
    if any("*" in fact.name for fact in facts.all(EnvRead)) or any(map(_TELLS.search, texts)):
        return False
    # A process that the script starts is given the variables too; a program of another's making does not know them.
    return facts.complete("path") or not any(map(_OTHER_SCRIPT.search, texts))
