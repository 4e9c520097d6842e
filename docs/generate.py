"""Write everything that is made from the code: the pages of rules, of changes of contracts, options, output formats, the command line and the interface
for rules, the JSON schema, the catalogue of the rules, the pictures of pipelines, and the output that README.md and the first page show.

Usage: python docs/generate.py [--check]

With --check nothing is written; the exit status is 1 and the stale files are named where one differs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from contract_changes import changes_page
from preflight_tables import iam_block, operations_table
from reference import command_page, format_page, interface_page
from sm_lint.config import schema
from sm_lint.config.load import Resolver
from sm_lint.config.options import options
from sm_lint.config.shape import AnyOf, ListOf, Option, Record, Shape, TableOf, describe, options_of
from sm_lint.container.explain import markdown as file_system_page
from sm_lint.graph.collect import collect
from sm_lint.graph.drawing.links import Sources
from sm_lint.graph.drawing.svg import document
from sm_lint.policies.data import fields, packs
from sm_lint.policies.words import said
from sm_lint.registry.catalogue import render
from sm_lint.registry.docs import markdown, page
from sm_lint.registry.families import families, prefix_of
from sm_lint.registry.packages import load_class, search
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.registry.selection import Selectors
from sm_lint.sagemaker.job_kinds import JOB_KINDS
from sm_lint.workspace.fingerprint import BUILT_IN

ROOT = Path(__file__).resolve().parents[1]
RULE_PAGES = ROOT / "docs" / "rules"
BROKEN = ROOT / "examples" / "broken"

SHOWN = ("dockers/mims_payload.py", "dockers/mims_registration.py", "dockers/tabular_preprocess.py")
POLICIES = ROOT / "docs" / "policies.md"
PREFLIGHT = ROOT / "docs" / "preflight.md"
OUTPUT = re.compile(r"(?<=<!-- output -->\n).*?(?=<!-- /output -->)", re.DOTALL)

RULES_LEAD = """# Rules

Codes are stable and never reused; a renamed rule keeps its old name as an alias. `sm-lint rule CODE`
prints the same pages in the terminal. Rules marked *off* run when they are selected, those marked *preview* with `--preview`.
"""

OPTIONS_LEAD = """# All options

The options of `[tool.sm-lint]` in `pyproject.toml`, or at the top of `sm-lint.toml`. `sm-lint config` prints the same
with the values in force. [Configuration](configuration.md) explains how they work together.
"""


def generated() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    rules = search(BUILT_IN)
    files = {
        ROOT / "rules" / BUILT_IN / "catalogue.py": render(BUILT_IN, rules),
        ROOT / "sm_lint" / "config" / schema.FILE: schema.as_text(schema.made_from(Selectors(rules).words)),
        ROOT / "docs" / "options.md": options_page(),
        ROOT / "docs" / "contract-changes.md": changes_page(),
        ROOT / "docs" / "command-line.md": command_page(),
        ROOT / "docs" / "container-file-system.md": file_system_page(),
        ROOT / "docs" / "output-formats.md": format_page(BROKEN, SHOWN[0]),
        ROOT / "docs" / "rule-interface.md": interface_page(),
        RULE_PAGES / "index.md": rules_page(rules),
        **graph_pictures(),
    }
    for path, shown in ((ROOT / "README.md", SHOWN), (ROOT / "docs" / "index.md", SHOWN[:1])):
        output = console_output(shown).replace("\\", "\\\\")
        files[path] = OUTPUT.sub(output, path.read_text(encoding="utf-8"))
    files[POLICIES] = with_tables(POLICIES, fields=expectations_table(), packs=packs_tables())
    files[PREFLIGHT] = with_tables(PREFLIGHT, operations=operations_table(), iam=iam_block())
    return files | {RULE_PAGES / f"{rule.name}.md": markdown(rule, page(load_class(rule))) for rule in rules}


def with_tables(file: Path, **tables: str) -> str:
    """The text of a page with tables between its marks."""
    text = file.read_text(encoding="utf-8")
    for mark, table in tables.items():
        head, _, rest = text.partition(f"<!-- {mark} -->\n")
        text = f"{head}<!-- {mark} -->\n{table}<!-- /{mark} -->{rest.partition(f'<!-- /{mark} -->')[2]}"
    return text


def console_output(scripts: Sequence[str]) -> str:
    """What the linter says of some of the broken examples in the root of the repository, as a block of Markdown."""
    paths = [f"examples/broken/{script}" for script in scripts]
    command = [
        sys.executable,
        "-m",
        "sm_lint",
        "check",
        "--no-cache",
        "--output-format",
        "full",
        "--color",
        "never",
        *paths,
    ]
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    run = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if run.returncode != 1:
        raise SystemExit(f"{' '.join(command)} ended with status {run.returncode}, not with findings")
    return f"```console\n$ sm-lint {' '.join(paths)}\n{run.stdout.rstrip()}\n```\n"


def graph_pictures() -> dict[Path, str]:
    """The pipeline of the examples as it is drawn, as it stands and with three mistakes."""
    examples = ROOT / "examples"
    pipeline = examples / "pipelines" / "pipeline.py"
    text = pipeline.read_text(encoding="utf-8")
    scripts = ("tabular_preprocess.py", "model_evaluation_xgb.py")
    mistakes = {str(examples / "dockers" / name): (BROKEN / "dockers" / name).read_bytes() for name in scripts}
    mistakes[str(pipeline)] = text.replace('Outputs["packaged_model"]', 'Outputs["packaged_models"]').encode()
    pictures = {}
    for name, overlay in (("graph.svg", {}), ("graph-findings.svg", mistakes)):
        found = collect([str(pipeline.parent)], Resolver(cwd=str(examples)), cache=False, overlay=overlay)
        pictures[ROOT / "docs" / "assets" / name] = document(found.graphs, Sources(str(ROOT / "docs" / "assets")))
    return pictures


def rules_page(rules: tuple[RuleInfo, ...]) -> str:
    """The table of all rules, by family."""
    parts = [RULES_LEAD]
    for family in families(rules):
        head = '<div class="rules" markdown>\n\n| code | name | says | fix | |\n|---|---|---|---|---|'
        parts.append(f"## {family.prefix}: {family.about}\n\n{head}")
        for rule in rules:
            if prefix_of(rule.code) != family.prefix:
                continue
            state = "preview" if rule.preview else "" if rule.enabled else "off"
            fix = "" if rule.fixable == "never" else rule.fixable
            summary = rule.summary.replace("|", "\\|")
            parts.append(f"| {rule.code} | [{rule.name}]({rule.name}.md) | {summary} | {fix} | {state} |")
        parts.append("\n</div>\n")
    return "\n".join(parts)


def expectations_table() -> str:
    """What a policy can expect of a job."""
    rows = ["| expectation | is | of | if it is missing |\n|---|---|---|---|"]
    missing = {"missing": "", "empty": "nothing"}
    for field in fields().values():
        kinds = "all" if len(field.kinds) == len(JOB_KINDS) else ", ".join(field.kinds)
        rows.append(
            f"| [`{field.name}`](#{field.name}) | {field.doc} | {kinds} | {missing.get(field.missing, field.missing)} |"
        )
    return "\n".join(rows) + "\n"


def packs_tables() -> str:
    """What the packs expect."""
    parts = []
    for pack in packs().values():
        rows = [f"### `{pack.name}`\n\n{pack.doc}\n\n| expectation | of | restates |\n|---|---|---|"]
        for each in pack.expectations:
            kinds, expected = ", ".join(each.kinds), said(each.tests)
            rows.append(f"| `{each.field}`: {expected} | {kinds} | [{each.control}]({each.source}) |")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def options_page() -> str:
    """Every option, then every kind of table that an option may hold."""
    parts = [OPTIONS_LEAD, *(entry(option) for option in options().values())]
    listed: set[str] = set()
    for record, where in tables("tool.sm-lint", options()):
        parts.append(f"## `[{where}]`\n\n{(record.__doc__ or '').strip()}\n")
        keys = options_of(record)
        if keys.keys() <= listed:
            parts.append(f"Keys, as above: {', '.join(f'`{name}`' for name in keys)}.\n")
            continue
        listed |= keys.keys()
        parts += [entry(option) for option in keys.values()]
    return "\n".join(parts)


def tables(where: str, known: dict[str, Option]) -> Iterator[tuple[type, str]]:
    """The dataclasses that options hold, each once, with the TOML name of the table."""
    seen: set[type] = set()
    pending = [(option.shape, f"{where}.{name}") for name, option in known.items()]
    while pending:
        shape, name = pending.pop(0)
        if isinstance(shape, Record) and shape.of not in seen:
            seen.add(shape.of)
            yield shape.of, name
            pending += [(option.shape, f"{name}.{key}") for key, option in options_of(shape.of).items()]
        pending += parts_of(shape, name)


def parts_of(shape: Shape, name: str) -> list[tuple[Shape, str]]:
    """The shapes inside of a shape and the names of their tables."""
    if isinstance(shape, TableOf):
        return [(shape.item, f"{name}.<{shape.key}>")]
    if isinstance(shape, ListOf):
        return [(shape.item, name)]
    if isinstance(shape, AnyOf):
        return [(one, name) for one in shape.shapes]
    return []


def entry(option: Option) -> str:
    """One option as Markdown."""
    said = [f"### `{option.name}`\n\n{option.doc}\n", f"- Value: {describe(option.shape)}"]
    if option.default is not None:
        said.append(f"- Default: `{json.dumps(option.default)}`")
    return "\n".join([*said, f"\n```toml\n{option.example}\n```\n"])


def stale(files: dict[Path, str]) -> list[Path]:
    """Files that differ from what belongs in them, and pages of rules that are gone."""
    differing = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return sorted([*differing, *(path for path in RULE_PAGES.glob("*.md") if path not in files)])


def main(arguments: list[str]) -> int:
    """Write what is stale, or with --check only name it."""
    files = generated()
    for path in (found := stale(files)):
        print(f"{'stale' if '--check' in arguments else 'wrote'}: {path.relative_to(ROOT)}")
        if "--check" in arguments:
            continue
        if path not in files:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8", newline="\n")
    if found and "--check" in arguments:
        print("run `make generate`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
