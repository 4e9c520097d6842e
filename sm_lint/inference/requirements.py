"""The distributions that a script needs: those of its imports, with the versions that a requirements file asks for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.flow.facts import ImportFact, ScriptFacts
from sm_lint.judgement.files.shipping import tried_imports
from sm_lint.patterns import regex
from sm_lint.sagemaker.images import distribution_of, normalised, provides
from sm_lint.workspace.view import FileView

_FILES = ("requirements.txt", "requirements.in")
_LEVELS = 2
# Distributions that others bring along and that are not asked for themselves.
_BROUGHT = {"botocore": "boto3", "s3transfer": "boto3"}
_ENTRY = regex(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\]\s*)?(?:\(([^)]*)\)\s*|([<>=!~][^;#]*))?(?:;|$)")


class FoundRequirement(NamedTuple):
    """A distribution: its name, its specifier (empty for any version), the import, and the file that says the version."""

    name: str
    specifier: str
    imported: ImportFact
    file: str | None = None


def find_requirements(facts: ScriptFacts, files: FileView) -> Iterator[FoundRequirement]:
    """The distributions that a script and its modules import, in the order of their first import."""
    wanted, where = _asked_for(files, os.path.dirname(facts.module.path))
    seen: set[str] = set()
    tried = {id(module): tried_imports(module) for module in (facts.module, *facts.modules)}
    modules = {fact.module.partition(".")[0] for fact in facts.all(ImportFact)}
    for fact in facts.all(ImportFact):
        module = fact.module.partition(".")[0]
        if not module or fact.resolved is not None or module in sys.stdlib_module_names or not fact.reached:
            continue
        if module.startswith("_") or fact.guarded or _BROUGHT.get(module) in modules:
            continue
        if id(fact.site.node) in tried.get(id(fact.site.module), ()):
            continue
        name = next((known for known in wanted if provides((normalised(known),), module)), None)
        if name is None:
            name = distribution_of(module) if distribution_of(module) != normalised(module) else module
        if normalised(name) not in seen:
            seen.add(normalised(name))
            yield FoundRequirement(name, wanted.get(name, ""), fact, where if name in wanted else None)


def _asked_for(files: FileView, folder: str) -> tuple[dict[str, str], str | None]:
    """The entries of the nearest requirements file, in the folder of the script or just above it, and that file."""
    for _ in range(_LEVELS):
        for name in _FILES:
            path = os.path.join(folder, name)
            text = files.text(path) if files.is_file(path) else None
            if text is not None:
                return dict(_entries(text)), path
        folder = os.path.dirname(folder)
    return {}, None


def _entries(text: str) -> Iterator[tuple[str, str]]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    for line in text.splitlines():
        match = _ENTRY.match(line.partition(" #")[0].strip())
        if match is not None:
            specifier = (match[2] or match[3] or "").strip()
            try:
                SpecifierSet(specifier)
            except InvalidSpecifier:
                specifier = ""
            yield match[1], re.sub(r"\s+", "", specifier)
