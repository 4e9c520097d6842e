"""What is known of scripts, for `sm-lint inspect` and editors: facts, contracts, kind of job."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sm_lint.config.load import Resolver
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.model import Contract
from sm_lint.files.discover import discover
from sm_lint.files.source import SourceProblem, decode
from sm_lint.flow.facts import Subject
from sm_lint.lint.engine import content, modules_of
from sm_lint.lint.fact_records import FactRecords
from sm_lint.lint.failure import describe
from sm_lint.lint.rule import Context, ScriptRule
from sm_lint.lint.ruleset import RuleSet
from sm_lint.lint.script import ScriptRun
from sm_lint.lint.task import Batch, FileTask
from sm_lint.output.text import encodable, shown_path
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.span import Place
from sm_lint.syntax.walk import Dispatcher


def inspect_paths(paths: Sequence[str], resolver: Resolver) -> list[dict[str, Any]]:
    """What is known of each script, as JSON objects sorted by path; folders stand for the scripts in them.

    A script that cannot be read or parsed has an `error` and no facts.
    """
    found = discover(paths, resolver)
    run = uuid.uuid4().hex
    records = [inspect_script(path, resolver, run) for path in found.files]
    records += [_failed(problem.place.path, problem.message, resolver.cwd) for problem in found.problems]
    return sorted(records, key=lambda record: str(record["path"]))


def inspect_script(path: str, resolver: Resolver, run: str = "") -> dict[str, Any]:
    """What is known of the script at an absolute path.

    Args:
        path: the script.
        resolver: where settings come from.
        run: a name shared by scripts that are looked at together, whose imports are then parsed once.
    """
    settings = resolver.settings_for(path)
    task = FileTask(path, binder_for(settings).governing(path))
    batch = Batch(settings, (task,), run)
    try:
        module = parse(path, decode(content(path, batch), path).text)
        listener = _Listener()
        ScriptRun(module, task, settings, modules_of(batch).loader, (), _ignore).run(_only(listener))
        return _record(listener.context, resolver.cwd)
    except (SourceProblem, SyntaxProblem) as error:
        return _failed(path, error.problem.message, resolver.cwd)
    except Exception as error:  # noqa: BLE001 - no script may hide what is known of the others
        return _failed(path, f"the interpreter failed: {describe(error)}", resolver.cwd)


class _Listener(ScriptRule):
    """Takes part in a run as a rule does, to be told what rules are told."""

    code = "SMX000"
    name = "listener"


def _only(rule: ScriptRule) -> RuleSet:
    nothing = Dispatcher(())
    return RuleSet(
        codes=frozenset({rule.code}),
        general=(rule,),
        per_contract=(),
        job_rules=(),
        contract_rules=(),
        general_table=Dispatcher((rule,)),
        per_contract_table=nothing,
        job_table=nothing,
    )


def _ignore(message: str) -> None:
    """The listener does nothing that could break."""


def _record(context: Context, base: str) -> dict[str, Any]:
    records = FactRecords(context.facts, _same, base)
    subjects: tuple[Subject, ...] = ("path", "environment", "argument")
    return {
        "path": shown_path(context.module.path, base),
        "job": context.job,
        "job_reason": encodable(context.job_reason),
        "contracts": [encodable(contract.id) for contract in context.contracts],
        "governed_by": [_contract(contract, base) for contract in context.contracts],
        "entry": context.is_entry,
        "complete": context.facts.complete(*subjects),
        "complete_for": [subject for subject in subjects if context.facts.complete(subject)],
        "modules": [shown_path(module.path, base) for module in context.facts.modules],
        "facts": records.facts(),
        "unresolved": records.unresolved(),
    }


def _contract(contract: Contract, base: str) -> dict[str, Any]:
    return {
        "id": encodable(contract.id),
        "label": encodable(contract.label or contract.id),
        "origin": contract.origin,
        "path": shown_path(contract.place.path, base),
        "line": contract.place.span.line,
    }


def _failed(path: str, message: str, base: str) -> dict[str, Any]:
    return {
        "path": shown_path(path, base),
        "job": None,
        "contracts": [],
        "complete": False,
        "error": encodable(message),
        "facts": [],
        "unresolved": [],
    }


def _same(place: Place) -> Place:
    return place
