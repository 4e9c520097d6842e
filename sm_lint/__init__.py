"""sm-lint: a static linter for Amazon SageMaker scripts and the jobs that launch them.

The names below are the public interface for programs that run the linter. :mod:`sm_lint.rules` is the one for authors of
rules, and :mod:`sm_lint.testing` the one for tests of rules; everything else may change between versions. The names are
loaded when they are first used: importing this package costs nothing.

    >>> import sm_lint
    >>> result = sm_lint.lint_paths(["dockers"])
    >>> for finding in result.findings:
    ...     print(finding.place.path, finding.place.span.line, finding.code, finding.message)
"""

import sys

if sys.argv[:1] == ["-m"]:  # Python is still looking for the module of `python -m sm_lint`
    import os

    _signal = __import__("_signal")
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        # Ctrl-C ends the process with its status and without a traceback; `sm_lint.__main__` knows more.
        _signal.signal(_signal.SIGINT, lambda *_: os._exit(130))

from sm_lint.version import __version__

TYPE_CHECKING = False  # as type checkers read it; importing `typing` takes longer than all else that happens here

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.config.settings import Settings
    from sm_lint.contracts.load import ContractSet
    from sm_lint.contracts.model import Contract
    from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Note, Severity
    from sm_lint.diagnostics.result import FileChange, RefusedFix, RunResult
    from sm_lint.inspection.project import contracts_for, jobs_in
    from sm_lint.inspection.run import inspect_paths
    from sm_lint.jobs.definition.model import Job
    from sm_lint.lint.fixing.fix_run import fix_paths
    from sm_lint.lint.run.runner import lint_paths, lint_source
    from sm_lint.output.render import format_result
    from sm_lint.registry.packages import PluginError
    from sm_lint.syntax.span import Place, Problem, Span

_HOMES = {
    "sm_lint.config.load": ("Resolver",),
    "sm_lint.config.settings": ("Settings",),
    "sm_lint.contracts.load": ("ContractSet",),
    "sm_lint.contracts.model": ("Contract",),
    "sm_lint.diagnostics.finding": ("Applicability", "Edit", "Finding", "Fix", "Note", "Severity"),
    "sm_lint.inspection.project": ("contracts_for", "jobs_in"),
    "sm_lint.inspection.run": ("inspect_paths",),
    "sm_lint.jobs.definition.model": ("Job",),
    "sm_lint.output.render": ("format_result",),
    "sm_lint.lint.fixing.fix_run": ("fix_paths",),
    "sm_lint.registry.packages": ("PluginError",),
    "sm_lint.diagnostics.result": ("FileChange", "RefusedFix", "RunResult"),
    "sm_lint.lint.run.runner": ("lint_paths", "lint_source"),
    "sm_lint.syntax.span": ("Place", "Problem", "Span"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Applicability",
    "Contract",
    "ContractSet",
    "Edit",
    "FileChange",
    "Finding",
    "Fix",
    "Job",
    "Note",
    "Place",
    "PluginError",
    "Problem",
    "RefusedFix",
    "Resolver",
    "RunResult",
    "Settings",
    "Severity",
    "Span",
    "__version__",
    "contracts_for",
    "fix_paths",
    "format_result",
    "inspect_paths",
    "jobs_in",
    "lint_paths",
    "lint_source",
]


# sm_lint.deferred does the same; it is not imported here, as sm_lint.__main__ handles Ctrl-C from its first line on.
def __getattr__(name: str) -> object:
    module = _HOME_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
