from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest

from sm_lint.config import contract_files
from sm_lint.config.load import Resolver
from sm_lint.config.options import DEFAULT_EXCLUDE
from sm_lint.config.places import origin_of, place_in
from sm_lint.config.settings import Settings, Signature
from sm_lint.syntax.span import Problem


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that no configuration stands above."""
    return Path(os.path.realpath(tmp_path))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def resolve(root: Path, text: str, path: str = "x.py", **overrides: Any) -> Settings:
    write(root / "sm-lint.toml", text)
    return Resolver(overrides, cwd=str(root)).settings_for(path)


def said(settings: Settings, name: str = "sm-lint.toml") -> list[tuple[int, int, str, str]]:
    for problem in settings.problems:
        assert (problem.code, os.path.basename(problem.place.path)) == ("SMX907", name)
    return [(p.place.span.line, p.place.span.column, p.message, p.hint) for p in settings.problems]


def test_without_a_file_the_defaults_are_in_force(root: Path) -> None:
    settings = Resolver(cwd=str(root)).settings_for("a/x.py")
    assert (settings.root, settings.config_path, settings.problems) == (str(root), None, ())
    assert (settings.src, settings.select, settings.fixable) == ((str(root),), None, None)
    assert (settings.sdk, settings.fail_level, settings.respect_gitignore) == ("both", "warning", True)
    assert settings.exclude == tuple(DEFAULT_EXCLUDE)
    assert settings.cache_dir == str(root / ".sm_lint_cache")
    assert settings.origin("sdk") == "default"


def test_every_option_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SM_LINT_ALLOW_PLUGINS", "1")
    settings = resolve(
        root,
        """
src = ["dockers", "../shared"]
select = ["SMC"]
ignore = ["SMC013"]
extend-select = ["SMS703"]
extend-ignore = ["SMJ512"]
fixable = ["SMP104"]
unfixable = ["SMC002"]
locked = ["SMC002"]
require-reason = true
preview = true
sdk = "v2"
exclude = ["old", "a/b/**"]
extend-exclude = ["c/"]
force-exclude = true
respect-gitignore = false
fail-level = "error"
output-format = "json"
cache-dir = "build/cache"
baseline = "base.json"
ignore-env-vars = ["SECURE_*"]
plugins = ["acme_rules"]
pipeline-definitions = ["pipelines/*.json", "*.pipeline.json"]
io = { reads = { "acme.load" = 0 }, writes = { "acme.save" = ["path", 1], "acme.dump" = "to" } }
[per-file-ignores]
"notebooks/**" = ["SMS7"]
[severity]
SMC005 = "info"
[job-kinds]
"dockers/serve*.py" = "inference"
""",
    )
    here = str(root)
    assert settings.problems == ()
    assert settings.src == (f"{here}/dockers", f"{os.path.dirname(here)}/shared")
    assert (settings.select, settings.ignore) == (("SMC",), ("SMC013",))
    assert (settings.extend_select, settings.extend_ignore) == (("SMS703",), ("SMJ512",))
    assert (settings.fixable, settings.unfixable, settings.locked) == (("SMP104",), ("SMC002",), ("SMC002",))
    assert (settings.require_reason, settings.preview, settings.sdk) == (True, True, "v2")
    assert settings.exclude == ("old", f"{here}/a/b/**")
    assert settings.extend_exclude == ("c",)
    assert (settings.force_exclude, settings.respect_gitignore, settings.fail_level) == (True, False, "error")
    assert (settings.output_format, settings.cache_dir) == (("json",), f"{here}/build/cache")
    assert (settings.baseline, settings.plugins) == (f"{here}/base.json", ("acme_rules",))
    assert settings.pipeline_definitions == (f"{here}/pipelines/*.json", "*.pipeline.json")
    assert settings.reads == (Signature("acme.load", (0,)),)
    assert settings.writes == (Signature("acme.save", ("path", 1)), Signature("acme.dump", ("to",)))
    assert settings.severity == (("SMC005", "info"),)
    assert settings.ignores_for(f"{here}/notebooks/a/b.py") == ("SMS7",)
    assert settings.ignores_for(f"{here}/b.py") == ()
    assert settings.job_kind_for(f"{here}/dockers/serve_v2.py") == "inference"
    assert settings.job_kind_for(f"{here}/dockers/train.py") is None
    assert settings.ignores_variable("SECURE_X")
    assert not settings.ignores_variable("X")
    assert settings.excludes(f"{here}/a/b/c/d.py")
    assert settings.excludes(f"{here}/z/c/d.py")
    assert not settings.excludes(f"{here}/z/d.py")
    assert origin_of(settings, "sdk") == f"{here}/sm-lint.toml:12"


def test_settings_are_hashable_and_survive_pickling(root: Path) -> None:
    settings = resolve(root, 'sdk = "v5"\nio.reads = { "a.b" = 0 }\ncontracts.x.job = "training"\n')
    again = pickle.loads(pickle.dumps(settings))
    assert (again, hash(again), again.fingerprint()) == (settings, hash(settings), settings.fingerprint())


def test_the_fingerprint_follows_what_can_change_a_verdict(root: Path) -> None:
    plain = resolve(root, "").fingerprint()
    assert len(plain) == 64
    assert resolve(root, '# comment\noutput-format = "json"\nexclude = ["x"]\n').fingerprint() == plain
    contract = resolve(root, 'contracts.x.job = "training"\n').fingerprint()
    moved = resolve(root, '\n\n[contracts.x]\njob = "training"\n')
    assert moved.fingerprint() == contract
    texts = [
        'sdk = "v2"',
        'select = ["SMC"]',
        'ignore-env-vars = ["X"]',
        'contracts.x.job = "processing"',
        "preview = true",
    ]
    prints = {resolve(root, text).fingerprint() for text in texts}
    assert len(prints | {plain, contract}) == len(texts) + 2


def test_the_nearest_file_governs_and_nothing_is_merged(root: Path) -> None:
    write(root / "pyproject.toml", '[tool.sm-lint]\nsdk = "v2"\npreview = true\n')
    write(root / "a/pyproject.toml", "[project]\nname = 'x'\n")
    write(root / "a/b/pyproject.toml", '[tool.sm-lint]\nsdk = "v3"\n')
    resolver = Resolver(cwd=str(root))
    top, middle, low = (resolver.settings_for(path) for path in ("x.py", "a/x.py", "a/b/c/x.py"))
    assert (top.sdk, middle.sdk, low.sdk, low.preview) == ("v2", "v2", "v3", False)
    assert (middle.root, low.root) == (str(root), str(root / "a/b"))
    assert resolver.settings_for("a/b/c/y.py") is low
    assert resolver.settings_for(str(root / "a/b")) is low


def test_own_files_beat_a_pyproject_in_the_same_folder(root: Path) -> None:
    write(root / "pyproject.toml", '[tool.sm-lint]\nsdk = "v2"\n')
    write(root / ".sm-lint.toml", 'sdk = "v3"\n')
    assert Resolver(cwd=str(root)).settings_for("x.py").sdk == "v3"
    write(root / "sm-lint.toml", "preview = true\n")
    settings = Resolver(cwd=str(root)).settings_for("x.py")
    assert (settings.sdk, settings.preview) == ("both", True)


def test_a_broken_pyproject_that_never_mentions_us_is_not_ours(root: Path) -> None:
    write(root / "pyproject.toml", "[tool.other\n")
    assert Resolver(cwd=str(root)).settings_for("x.py").config_path is None
    write(root / "pyproject.toml", "[tool.sm-lint]\nsdk =\n")
    settings = Resolver(cwd=str(root)).settings_for("x.py")
    assert said(settings, "pyproject.toml") == [(2, 6, "not valid TOML: Invalid value", "")]
    assert settings.root == str(root)


def test_one_mistake_never_hides_another(root: Path) -> None:
    settings = resolve(
        root,
        'selct = ["A"]\nsdk = "v4"\npreview = "true"\nignore = "SMC"\nsrc = ["a", 1]\nfail-level = "warn"\n'
        'io.reads = { x = -1 }\nextend_select = ["A"]\ncontracts = 3\nignore-env-vars = ["X"]\nbaseline = ""\n',
    )
    assert said(settings) == [
        (1, 1, "unknown option `selct`", "did you mean `select`?"),
        (2, 7, "`sdk` is `v4`, which is not one of v2, v3, both", ""),
        (3, 11, "`preview` must be true or false, not a string", "write `true` without quotes"),
        (4, 10, "`ignore` must be a list of rule selectors, not a string", 'write `["SMC"]`'),
        (5, 13, "`src[1]` must be a path, not an integer", "put it in quotes"),
        (6, 14, "`fail-level` is `warn`, which is not one of error, warning, info", "did you mean `warning`?"),
        (7, 18, "`io.reads.x` must not be negative", ""),
        (8, 1, "unknown option `extend_select`", "did you mean `extend-select`?"),
        (
            9,
            13,
            "`contracts` must be a table, not an integer",
            'for example `contracts.train = { entry-point = "train.py", job = "training" }`',
        ),
        (11, 12, "`baseline` is empty where a path is needed", ""),
    ]
    assert settings.ignore_env_vars == ("X",)
    assert settings.src == (f"{root}/a",)


def test_a_pyproject_table_that_is_no_table(root: Path) -> None:
    write(root / "pyproject.toml", "[tool]\nsm-lint = 3\n")
    settings = Resolver(cwd=str(root)).settings_for("x.py")
    assert said(settings, "pyproject.toml") == [(2, 11, "tool.sm-lint must be a table", "")]


def test_extend_builds_on_another_file(root: Path) -> None:
    write(
        root / "base/pyproject.toml",
        '[tool.sm-lint]\nsrc = ["code"]\nsdk = "v2"\nselect = ["SMC"]\nextend-exclude = ["a/b"]\n'
        'severity = { SMC001 = "info", SMC002 = "info" }\nio.reads = { "a.b" = 0 }\n',
    )
    settings = resolve(
        root,
        'extend = "base/pyproject.toml"\nsdk = "v3"\nextend-exclude = ["c/d"]\nseverity = { SMC002 = "error" }\n'
        'io.writes = { "a.c" = 0 }\n',
    )
    assert settings.problems == ()
    assert settings.src == (f"{root}/base/code",)
    assert (settings.sdk, settings.select) == ("v3", ("SMC",))
    assert settings.extend_exclude == (f"{root}/base/a/b", f"{root}/c/d")
    assert dict(settings.severity) == {"SMC001": "info", "SMC002": "error"}
    assert (settings.reads, settings.writes) == ((Signature("a.b", (0,)),), (Signature("a.c", (0,)),))
    assert settings.root == str(root)
    assert origin_of(settings, "src") == f"{root}/base/pyproject.toml:2"
    assert settings.config_files == (f"{root}/sm-lint.toml", f"{root}/base/pyproject.toml")


@pytest.mark.parametrize(
    ("below", "above", "select", "ignore", "extend_select"),
    [
        ({"select": ["A"], "ignore": ["B"]}, {"select": ["C"]}, ("C",), (), ()),
        ({"select": ["SMC001", "SMP"]}, {"ignore": ["SMC"]}, ("SMP",), ("SMC",), ()),
        ({"ignore": ["SMC001"]}, {"extend_select": ["SMC"]}, None, (), ("SMC",)),
        ({"extend_select": ["SMC001"]}, {"ignore": ["ALL"]}, None, ("ALL",), ()),
        ({"ignore": ["SMC"]}, {"extend_select": ["SMC001"]}, None, ("SMC",), ("SMC001",)),
    ],
)
def test_a_later_choice_of_rules_has_the_last_word(
    root: Path, below: dict[str, Any], above: dict[str, Any], select: Any, ignore: Any, extend_select: Any
) -> None:
    text = "\n".join(f"{key.replace('_', '-')} = {value}" for key, value in below.items())
    settings = resolve(root, text, **above)
    assert (settings.select, settings.ignore, settings.extend_select) == (select, ignore, extend_select)


def test_extend_reads_a_file_of_an_installed_package_without_importing_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "site/acme_lint_base/__init__.py", "raise RuntimeError('imported')\n")
    write(root / "site/acme_lint_base/presets/strict.toml", 'sdk = "v2"\n')
    monkeypatch.syspath_prepend(str(root / "site"))
    settings = resolve(root, 'extend = "acme_lint_base:presets/strict.toml"\n')
    assert (settings.problems, settings.sdk) == ((), "v2")
    settings = resolve(root, 'extend = "acme_lint_base.presets:strict.toml"\n')
    assert (settings.problems, settings.sdk) == ((), "v2")
    assert "acme_lint_base" not in sys.modules


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("no/such.toml", "file not found"),
        ("acme_no_such_package:x.toml", "package `acme_no_such_package` is not installed"),
        ("sm_lint:no.toml", "file not found"),
        ("sm-lint.toml", "goes round in a circle"),
        ("folder", "found a directory"),
        ("folder/pyproject.toml", "has no [tool.sm-lint] table"),
    ],
)
def test_what_cannot_be_extended_is_a_problem_at_the_option(root: Path, target: str, words: str) -> None:
    write(root / "folder/pyproject.toml", "[project]\n")
    settings = resolve(root, f'sdk = "v2"\nextend = "{target}"\n')
    [(line, column, message, _)] = said(settings)
    assert (line, column) == (2, 10)
    assert words in message
    assert settings.sdk == "v2"


def test_a_circle_of_files_and_a_broken_one(root: Path) -> None:
    write(root / "a.toml", 'extend = "b.toml"\n')
    write(root / "b.toml", 'extend = "./a.toml"\npreview = true\n')
    settings = resolve(root, 'extend = "a.toml"\n')
    assert [(p.place.path, p.message) for p in settings.problems] == [
        (f"{root}/b.toml", "`extend` goes round in a circle: `./a.toml` leads back here")
    ]
    assert settings.preview is True
    write(root / "b.toml", "x = \n")
    [problem] = resolve(root, 'extend = "a.toml"\n').problems
    assert (problem.place.path, problem.place.span.line) == (f"{root}/b.toml", 1)


def test_the_command_line_overrides_files(root: Path) -> None:
    settings = resolve(
        root,
        'sdk = "v2"\nextend-exclude = ["a/b"]\n',
        sdk="v3",
        extend_exclude=("c/d",),
        preview=None,
        src=["lib"],
        per_file_ignores={"x/*.py": ["SMC"]},
    )
    assert (settings.sdk, settings.src) == ("v3", (f"{root}/lib",))
    assert settings.extend_exclude == (f"{root}/a/b", f"{root}/c/d")
    assert origin_of(settings, "sdk") == "command line"
    assert settings.ignores_for(f"{root}/x/y.py") == ("SMC",)


def test_a_wrong_override_is_a_problem(root: Path) -> None:
    [problem] = Resolver({"sdk": "v9"}, cwd=str(root)).settings_for("x.py").problems
    assert problem.message == "`sdk` is `v9`, which is not one of v2, v3, both"
    assert problem.place.path == str(root / "command line")


def test_config_names_a_file_or_overrides(root: Path) -> None:
    write(root / "sm-lint.toml", "preview = true\n")
    write(root / "ci/lint.toml", 'sdk = "v2"\nsrc = ["."]\n')
    settings = Resolver(config=["ci/lint.toml", 'fail-level = "info"'], cwd=str(root)).settings_for("x.py")
    assert (settings.sdk, settings.preview, settings.fail_level) == ("v2", False, "info")
    assert (settings.root, settings.src) == (str(root), (f"{root}/ci",))
    assert settings.excludes(f"{root}/venv/x.py")
    assert (settings.origin("fail_level"), settings.problems) == ("--config", ())
    contract = Resolver(config='contracts.x.job = "training"', cwd=str(root)).settings_for("x.py")
    assert [source.text for source in contract.contract_sources] == ['contracts.x.job = "training"']
    assert contract.preview is True


@pytest.mark.parametrize(
    ("config", "isolated", "words"),
    [
        ("no.toml", False, "file not found"),
        ("nonsense", False, "file not found"),
        ("a = = 2", False, "not valid TOML: Invalid value in `a = = 2`"),
        ("selct = []", False, "unknown option `selct`"),
        (["a.toml", "b.toml"], False, "names more than one file"),
        ("a.toml", True, "--isolated goes without a configuration file"),
    ],
)
def test_a_wrong_config_flag_is_a_problem(root: Path, config: Any, isolated: bool, words: str) -> None:
    write(root / "a.toml", "")
    settings = Resolver(config=config, isolated=isolated, cwd=str(root)).settings_for("x.py")
    assert any(words in problem.message for problem in settings.problems)
    assert all(isinstance(problem, Problem) for problem in settings.problems)


def test_isolated_looks_at_no_file(root: Path) -> None:
    write(root / "sm-lint.toml", 'sdk = "v2"\n')
    settings = Resolver({"preview": True}, isolated=True, cwd=str(root)).settings_for("x.py")
    assert (settings.sdk, settings.preview, settings.config_path) == ("both", True, None)


def test_contract_files_are_found_by_pattern(root: Path) -> None:
    for name in ("contracts/b.toml", "contracts/a.toml", "contracts/deep/c.toml", "contracts/x.txt"):
        write(root / name, "")
    settings = resolve(root, 'contract-files = ["contracts/*.toml", "contracts/**/c.toml", "contracts/a.toml"]\n')
    assert [os.path.relpath(s.path, root) for s in settings.contract_sources] == [
        "contracts/a.toml",
        "contracts/b.toml",
        "contracts/deep/c.toml",
    ]
    settings = resolve(root, 'contract-files = ["no.toml", "none/*.toml"]\n')
    assert [(line, column) for line, column, _, _ in said(settings)] == [(1, 19), (1, 30)]


def test_the_place_of_an_option_and_of_an_item(root: Path) -> None:
    write(root / "base.toml", 'locked = ["SMC999"]\n')
    settings = resolve(root, 'extend = "base.toml"\nselect = ["SMC", "SMX"]\nseverity = { SMC1 = "info" }\n')
    assert place_in(settings, "select", "SMX").span[:2] == (2, 18)
    assert place_in(settings, "severity", "SMC1").span[:2] == (3, 14)
    assert place_in(settings, "locked", "SMC999").path == f"{root}/base.toml"
    assert place_in(settings, "select").span[:2] == (2, 1)
    assert place_in(settings, "plugins", "x").path == f"{root}/sm-lint.toml"


def test_no_more_than_so_many_contract_files_are_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract_files, "MOST_FILES", 2)
    for name in "abc":
        write(root / f"contracts/{name}.toml", "")
    settings = resolve(root, 'contract-files = ["contracts/*.toml"]\n')
    assert [os.path.basename(source.path) for source in settings.contract_sources] == ["a.toml", "b.toml"]
    assert [message for _, _, message, _ in said(settings)] == [
        "`contract-files` names more than 2 files; the others are left out"
    ]


def test_a_pattern_is_not_searched_in_any_number_of_folders(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract_files, "MOST_ENTRIES", 4)
    for name in ("a.toml", ".venv/b/c/d/e/f.toml", "node_modules/x/y/z.toml"):
        write(root / "contracts" / name, "")
    text = 'contract-files = ["contracts/**/*.toml", "contracts/.venv/**/f.toml"]\n'
    settings = resolve(root, text)
    assert [os.path.basename(source.path) for source in settings.contract_sources] == ["a.toml"]
    assert [message for _, _, message, _ in said(settings)] == [
        f"`contract-files` looks at more than 4 files and folders: `{root}/contracts/.venv/**/f.toml`"
    ]
