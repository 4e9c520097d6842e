"""The definitions of a whole file, rewritten before the names that have moved."""

from __future__ import annotations

from dataclasses import dataclass

from sm_lint.diagnostics.finding import Applicability, Finding, Fix, Severity
from sm_lint.lint.fixing.fixes import apply_fixes
from sm_lint.lint.fixing.parse_check import is_sound
from sm_lint.lint.linking.source_view import views
from sm_lint.migration.definitions.context import Rewriting
from sm_lint.migration.definitions.rewrite import edits_of, is_written, rewritten
from sm_lint.migration.model import Left, Rewritten
from sm_lint.migration.plan import Text
from sm_lint.migration.uses import Uses
from sm_lint.syntax.parse import not_here, parse


@dataclass(frozen=True, slots=True)
class Definitions:
    """What was decided of the definitions of a file.

    Attributes:
        content: the file with those that were rewritten.
        rewritten: those.
        left: those that were not, with the reason.
        needs: names of v2 that the new code takes for moved.
    """

    content: bytes
    rewritten: tuple[Rewritten, ...]
    left: tuple[Left, ...]
    needs: frozenset[str]

    def undone(self, data: bytes) -> Definitions:
        """The same with nothing rewritten: a name that the new code needs cannot be moved."""
        left = [
            Left(
                each.place,
                each.old,
                f"{said} is left as it is: a name that it needs cannot be moved",
                kind="definition",
            )
            for each in self.rewritten
            if (said := f"`{each.old.rpartition('.')[2]}(...)`")
        ]
        kept = [each for each in self.left if each.kind == "definition"]
        return Definitions(data, (), (*kept, *left), frozenset())


def rewrite_definitions(path: str, data: bytes) -> Definitions | None:
    """Rewrite the definitions of a file, in memory; None for a file that has none of v2.

    Raises:
        SourceProblem, SyntaxProblem, HeavyText, RecursionError: it cannot be read.
    """
    content = data
    done: list[Rewritten] = []
    left: list[Left] = []
    needs: set[str] = set()
    changes: list[Finding] = []
    by_change: dict[Finding, Rewriting] = {}
    found = False
    for view in views(path, data):
        if "sagemaker" not in view.text or view.literal:
            continue
        module = parse(view.module_path, view.text, not_here)
        text = Text(view, module, Uses(module))
        context = rewritten(text)
        if context is None or not (context.outcomes or context.remarks):
            continue
        found = True
        left += [remark for number, remark in context.remarks if not number]
        edits = edits_of(context) if any(not each.reason for each in context.outcomes) else []
        if edits:
            made = tuple(view.edit(span, written) for span, written in edits)
            fix = Fix("write for SDK v3", made, Applicability.UNSAFE)
            change = Finding(
                "SMU", "migrate", Severity.INFO, "rewritten", text.place(context.outcomes[0].made.call), fix=fix
            )
            changes.append(change)
            by_change[change] = context
        else:
            left += _left(context, "" if edits is not None else "an import cannot be changed")
    if changes:
        applied = apply_fixes(changes, lambda _: data, is_sound)
        content = applied.contents.get(path, data)
        for change in applied.fixed:
            context = by_change[change]
            done += [
                Rewritten(
                    context.text.place(each.made.call), each.made.qualified, each.new, tuple(dict.fromkeys(each.notes))
                )
                for each in context.outcomes
                if not each.reason
            ]
            needs |= {
                context.calls.bound[each.made.chain.root]
                for each in context.outcomes
                if not each.reason and is_written(context, each.made.chain.root)
            }
            left += _left(context, "")
            left += [remark for number, remark in context.remarks if number]
        for refusal in applied.refused:
            if refusal.finding is not None:
                left += _left(by_change[refusal.finding], refusal.reason)
    return Definitions(content, tuple(done), tuple(left), frozenset(needs)) if found else None


def _left(context: Rewriting, instead: str) -> list[Left]:
    """What is left of a text; with a reason, all of it."""
    found = []
    for each in context.outcomes:
        reason = each.reason or instead
        if reason:
            said = f"`{each.made.name}(...)` is left as it is: {reason}"
            found.append(Left(context.text.place(each.made.call), each.made.qualified, said, kind="definition"))
    return found
