"""Images, Python and packages of the jobs that launch a script, as plain data."""

from __future__ import annotations

from typing import Any

from sm_lint.judgement.files.package_origins import Package, surroundings
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.output.text import encodable, shown_path

Record = dict[str, Any]


def environment_records(analysis: FileAnalysis, base: str) -> list[Record]:
    """One object for each job that launches the script and whose image or requirements are known."""
    found = surroundings(analysis.around, analysis.script_facts(), analysis.launched_by)
    return [
        {
            "job": encodable(each.job.label),
            "image": each.image or None,
            "python": ".".join(map(str, each.python)) if each.python is not None else None,
            "packages": [_package(package, base) for package in each.packages],
        }
        for each in found
    ]


def _package(package: Package, base: str) -> Record:
    place = package.place
    return {
        "module": encodable(package.module),
        "from": package.source,
        "distribution": package.distribution or None,
        "version": package.version or None,
        "path": shown_path(place.path, base) if place is not None else None,
        "line": place.span.line if place is not None else None,
    }
