"""The page of the kinds of changes, made from their tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sm_lint.config.documents import Documents
from sm_lint.config.settings import ContractSource
from sm_lint.contracts.load import load_sources
from sm_lint.contracts.model import Contract
from sm_lint.evolution.compare import contract_diff
from sm_lint.evolution.kinds import ChangeKind, kinds
from sm_lint.evolution.witnesses import Surroundings, with_witnesses

LEAD = """# Changes of contracts

Contracts follow their scripts, and most changes break nothing: one more input, one more accepted value. `sm-lint contract diff` finds the others:
the launch that fails tomorrow because of what is merged today.

```console
$ sm-lint contract diff                         # HEAD and the work tree
$ sm-lint contract diff main                    # main and the work tree
$ sm-lint contract diff v1.4.0 v1.5.0           # two commits
$ sm-lint contract diff --against main:contracts.toml contracts.toml
$ sm-lint contract diff origin/main --output-format markdown -o changes.md
```

Nothing is checked out. Git lists the files that differ, and only these are read, and those that import or mention them.

## What is compared

A script has one contract, the one that governs it: the declared one, so that a script that no longer keeps to it is a matter of
`sm-lint check`. For a script without a declared contract two others are compared: what the script itself reads, writes, needs and
accepts, and what its launches mount, set, pass and upload. `--from contracts`, `--from scripts` and `--from jobs` choose one of the
three for all. For two files of TOML the tables in them are compared, for two scripts what they do.

## What a change is

| | |
|---|---|
| category `source` | something that is written has to be edited: a name is gone, a file has moved |
| category `run` | a launch that is not edited no longer starts, or ends with an error |
| category `data` | the launch runs, and what it makes or finds is not what it was |
| severity `error` | breaking: what worked does not work any more |
| severity `warning` | it may break something, or it is not certain whether it does; the reason is given |
| severity `info` | compatible |
| version | the part of the contract's `version` that the change has to raise |
| witness | a launch in the compared tree that the change breaks, with its file and line; else a small one that is made up |

`--category` chooses categories. The exit status is 1 where a breaking change is not announced by the version, else 0.

## Versions

```toml
[tool.sm-lint.contracts.prep]
entry-point = "prep.py"
version = "1.2.0"
reserved = ["old_ratio", "/opt/ml/processing/output/tmp"]

[tool.sm-lint.contracts.score]
entry-point = "score.py"
uses = { prep = "^1.2" }
```

`version` is `MAJOR.MINOR.PATCH`. A breaking change raises the major part, another change the minor one, and one of wording the
patch. Before 1.0.0 the minor part announces what breaks, as in Cargo. Without a version every breaking change counts as not
announced. `--exit-zero` reports without failing.

`reserved` lists names of inputs, outputs, variables and arguments, and container paths, that were given up. A contract that uses one
is invalid, and a name that is taken off the list and used is a breaking change: what still means the old thing would get the new one.

`uses` says from which versions of another contract a contract takes its data. [SMC017](rules/incompatible-contract-version.md)
compares the range with the version of that contract. What the job definitions wire together needs no `uses`.

## In a pull request

```yaml
- run: sm-lint contract diff origin/${{ github.base_ref }} --output-format github
- run: sm-lint contract diff origin/${{ github.base_ref }} --output-format markdown --exit-zero >> "$GITHUB_STEP_SUMMARY"
```

`--output-format json` has an object with `old`, `new` and `contracts`; each contract has `id`, `origin` (`contract`, `job` or
`script`), its versions, `needed`, `announced`, `wanted`, `unannounced` and `changes`; each change has what is in the tables below,
`before`, `after`, `old_place`, `new_place` and the `witness`. Fields may be added, and none is taken away.

A code is never used again for another kind of change.
"""

GROUPS = (
    ("SMD80", "The contract as a whole"),
    ("SMD81", "Inputs"),
    ("SMD82", "Inputs, further"),
    ("SMD83", "Outputs"),
    ("SMD84", "Environment variables"),
    ("SMD85", "Arguments"),
    ("SMD86", "Arguments, further"),
    ("SMD87", "Requirements"),
    ("SMD88", "Names, versions and other contracts"),
    ("SMD89", "What launches give to scripts without a contract"),
)


def changes_page() -> str:
    """Every kind of change, with an example."""
    parts = [LEAD]
    for prefix, title in GROUPS:
        group = sorted((kind for kind in kinds().values() if kind.code.startswith(prefix)), key=lambda kind: kind.code)
        parts.append(
            f"## {title}\n\n| code | change | category | severity | version | breaks, for example |\n|---|---|---|---|---|---|"
        )
        for kind in group:
            cells = (
                f"[{kind.code}](#{kind.code.lower()})",
                f"`{kind.name}`",
                kind.category,
                kind.severity,
                kind.bump.word if kind.bump else "",
                witness(kind).replace("|", "\\|"),
            )
            parts.append(f"| {' | '.join(cells)} |")
        parts.append("")
        for kind in group:
            parts += entry(kind)
    return "\n".join(parts)


def entry(kind: ChangeKind) -> Iterator[str]:
    """A kind with its reason, and a contract before and after."""
    yield f"### {kind.code} `{kind.name}` {{#{kind.code.lower()}}}\n"
    yield f"{kind.reason}\n"
    if kind.name == "contract-renamed":
        return
    before, after = (text or "# no such contract" for text in (kind.before, kind.after))
    yield f"```toml\n# before\n{before}\n# after\n{after}\n```\n"


def witness(kind: ChangeKind) -> str:
    """What the example breaks."""
    job = kind.name.startswith("launch-")
    old, new = (contract(text, "job" if job else "toml") for text in (kind.before, kind.after))
    if kind.name == "contract-renamed" and old is not None:
        old = replace(old, id="old")
    diff = with_witnesses(contract_diff("x", "job" if job else "contract", old, new), Surroundings())
    change = next(change for change in diff.changes if change.kind is kind)
    return change.witness.text if change.witness is not None else ""


def contract(lines: str, origin: str) -> Contract | None:
    """The contract with these lines."""
    if not lines:
        return None
    source = ContractSource("contracts.toml", (), "", "", f"[contracts.x]\n{lines}\n")
    return replace(load_sources((source,), Documents()).contracts[0], origin="job" if origin == "job" else "toml")
