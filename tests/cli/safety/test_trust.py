"""What a repository that a stranger wrote can make the linter do: run nothing, write nothing outside, show nothing outside."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.environments import Environment

pytestmark = pytest.mark.slow

EVIL = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
RULE = (
    "from sm_lint.registry.bases import ScriptRule\n\n\nclass Polite(ScriptRule):\n"
    '    """Calls that are not polite."""\n\n    code, name = "POL001", "polite"\n\n'
    "    def visit_Call(self, node):\n        self.report(node, 'say please')\n"
)
SCRIPT = "import sagemaker\nprint(sagemaker)\n"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in the working directory."""
    folder = tmp_path / "repo"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("GITHUB_ACTIONS", "SM_LINT_ALLOW_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    (folder / "x.py").write_text(SCRIPT)
    return folder


# -- plugins ----------------------------------------------------------------------------------------------------------

COMMANDS = [
    ("check", "."),
    ("check", "--show-files", "."),
    ("check", "--show-settings", "."),
    ("check", "-", "--stdin-filename", "x.py"),
    ("check", "--fix", "."),
    ("check", "--add-noqa", "."),
    ("check", "--write-baseline", "--baseline", "b.json", "."),
    ("check", "--select", "EVIL", "."),
    ("graph", "."),
    ("rule", "SMC001"),
    ("linter",),
    ("config",),
    ("inspect", "x.py"),
    ("contract", "list"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", ["ev", "ev.inner"])
def test_a_plugin_of_the_repository_is_not_imported(
    hostile: Path, sm_lint: Run, command: tuple[str, ...], name: str
) -> None:
    package = hostile / "ev"
    package.mkdir()
    for file in ("__init__.py", "inner.py", "catalogue.py"):
        (package / file).write_text(EVIL)
    (hostile / "sm-lint.toml").write_text(f'plugins = ["{name}"]\n')
    result = sm_lint(*command)
    assert not (package / "ran").exists()
    assert "Traceback" not in result.stderr
    if command != ("inspect", "x.py"):
        assert result.exit_code == 2
        said = result.stdout + result.stderr
        assert f"plugin `{name}` is not loaded: no installed package announces it as a rule package" in said
        assert "--allow-plugins" in said
        assert "SM_LINT_ALLOW_PLUGINS=1" in said


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    made = Environment(tmp_path_factory.mktemp("environment"))
    made.install("polite", {"polite_rules/__init__.py": RULE}, {"sm_lint.rules": {"polite": "polite_rules"}})
    made.install("silent", {"silent_rules.py": EVIL}, {"console_scripts": {"silent": "silent_rules:main"}})
    made.install("liar", {"liar.py": ""}, {"sm_lint.rules": {"liar": "lied_about"}})
    return made


CHECK = ("-m", "sm_lint", "check", "--no-cache", "--output-format", "concise", "--select", "POL001")


def test_an_installed_rule_package_is_loaded(hostile: Path, environment: Environment) -> None:
    (hostile / "sm-lint.toml").write_text('plugins = ["polite_rules"]\n')
    done = environment.run(*CHECK, ".", cwd=hostile)
    assert "x.py:2:1: error POL001 [polite] say please" in done.stdout, done.stderr
    assert done.returncode == 1


def test_a_module_of_its_name_in_the_working_directory_is_not_taken_for_it(
    hostile: Path, environment: Environment
) -> None:
    (hostile / "polite_rules").mkdir()
    (hostile / "polite_rules" / "__init__.py").write_text(EVIL + RULE)
    (hostile / "sm-lint.toml").write_text('plugins = ["polite_rules"]\n')
    for jobs in ("1", "2"):
        done = environment.run(*CHECK, "-j", jobs, ".", cwd=hostile, PYTHONPATH=os.pathsep.join([".", str(hostile)]))
        assert "POL001" in done.stdout, done.stderr
        assert not (hostile / "polite_rules" / "ran").exists()


@pytest.mark.parametrize("name", ["silent_rules", "lied_about", "this", "sm_lint"])
def test_a_module_that_is_installed_and_announces_nothing_is_none(
    hostile: Path, environment: Environment, name: str
) -> None:
    (hostile / "lied_about.py").write_text(EVIL)
    (hostile / "sm-lint.toml").write_text(f'plugins = ["{name}"]\n')
    done = environment.run(*CHECK, ".", cwd=hostile)
    assert done.returncode == 2
    assert f"plugin `{name}` is not loaded" in done.stdout
    assert not (hostile / "ran").exists()
    assert not (environment.site / "ran").exists()


def test_a_distribution_in_the_repository_is_not_installed(hostile: Path, environment: Environment) -> None:
    (hostile / "ev.py").write_text(EVIL)
    folder = hostile / "ev-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: ev\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[sm_lint.rules]\nev = ev\n")
    (folder / "RECORD").write_text("ev.py,,\n")
    (hostile / "sm-lint.toml").write_text('plugins = ["ev"]\n')
    done = environment.run(*CHECK, ".", cwd=hostile, PYTHONPATH=".")
    assert done.returncode == 2
    assert not (hostile / "ran").exists()


@pytest.mark.parametrize(("value", "loaded"), [("1", True), ("true", True), ("0", False), ("", False), ("no", False)])
def test_the_variable_allows_plugins(hostile: Path, environment: Environment, value: str, loaded: bool) -> None:
    (hostile / "manners.py").write_text(RULE)
    (hostile / "sm-lint.toml").write_text('plugins = ["manners"]\n')
    done = environment.run(*CHECK, ".", cwd=hostile, SM_LINT_ALLOW_PLUGINS=value)
    assert ("POL001 [polite]" in done.stdout, done.returncode) == (loaded, 1 if loaded else 2)


def test_a_plugin_that_the_command_line_names_is_the_users_choice(hostile: Path, environment: Environment) -> None:
    (hostile / "manners.py").write_text(RULE)
    done = environment.run(*CHECK, "--config", 'plugins = ["manners"]', ".", cwd=hostile)
    assert "POL001" in done.stdout, done.stderr


def test_a_configuration_above_the_repository_names_no_plugin(hostile: Path, sm_lint: Run) -> None:
    (hostile.parent / "sm-lint.toml").write_text('plugins = ["ev"]\n')
    (hostile.parent / "ev.py").write_text(EVIL)
    (hostile / ".git").mkdir()
    assert sm_lint("check", "--show-files", ".").exit_code == 0
    assert not (hostile.parent / "ran").exists()


# -- paths that a configuration gives -----------------------------------------------------------------------------------


@pytest.fixture
def victim(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file outside of the repository, which stays as it is, in a folder that nothing is added to."""
    folder = hostile.parent / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    file = folder / ".bashrc"
    file.write_text("precious\n")
    (hostile / "link").symlink_to(folder)
    yield file
    assert file.read_text() == "precious\n"
    assert [entry.name for entry in folder.iterdir()] == [".bashrc"]


@pytest.mark.parametrize("path", ["~/.bashrc", "../home/.bashrc", "link/.bashrc", "link/new/report", "{victim}"])
@pytest.mark.parametrize("option", ["cache-dir", "baseline", "output-format"])
def test_a_path_out_of_the_folder_is_refused(hostile: Path, victim: Path, sm_lint: Run, option: str, path: str) -> None:
    written = path.replace("{victim}", str(victim))
    value = f'["concise", "json:{written}"]' if option == "output-format" else f'"{written}"'
    for name, text in (("sm-lint.toml", f"{option} = {value}\n"), ("base.toml", f"{option} = {value}\n")):
        (hostile / "sm-lint.toml").write_text('extend = "base.toml"\n')
        (hostile / name).write_text(text)
        result = sm_lint("check", "--write-baseline" if option == "baseline" else "--output-format", *_rest(option))
        said = result.stdout + result.stderr
        assert result.exit_code == 2, said
        column = len(option) + (16 if option == "output-format" else 4)
        assert f"{name}:1:{column}: error SMX907" in said
        assert f"`{option}` leads out of the folder `{hostile}`" in said
        (hostile / "base.toml").unlink(missing_ok=True)


def _rest(option: str) -> tuple[str, ...]:
    return (".",) if option == "baseline" else ("concise", ".")


def test_paths_below_the_folder_and_those_of_flags_are_taken(hostile: Path, sm_lint: Run) -> None:
    (hostile / "sm-lint.toml").write_text(
        'cache-dir = "build/cache"\noutput-format = ["concise", "json:build/report.json"]\n'
    )
    assert sm_lint("check", ".").exit_code == 0
    assert json.loads((hostile / "build" / "report.json").read_text()) == []
    assert (hostile / "build" / "cache").is_dir()
    assert sm_lint("check", ".").exit_code == 0, "an earlier report is replaced"


@pytest.mark.parametrize("form", ["concise", "json", "sarif", "junit"])
@pytest.mark.parametrize("name", ["sm-lint.toml", "train.py", "notes.txt"])
def test_a_report_that_a_configuration_names_replaces_no_file_of_the_user(
    hostile: Path, sm_lint: Run, name: str, form: str
) -> None:
    (hostile / "train.py").write_text("x = 1\n")
    (hostile / "notes.txt").write_text("precious\n")
    (hostile / "sm-lint.toml").write_text(f'output-format = ["concise", "{form}:{name}"]\n')
    before = (hostile / name).read_bytes()
    result = sm_lint("check", ".")
    assert result.exit_code == 2
    assert f"sm-lint.toml:1:1: `{name}` exists and is no report of sm-lint: it would be overwritten" in result.stderr
    assert (hostile / name).read_bytes() == before
    outside = hostile.parent / "outside"
    (hostile / "sm-lint.toml").unlink()
    flags = ("--cache-dir", str(outside / "cache"), "--output-format", f"json:{outside / 'report.json'}")
    assert sm_lint("check", *flags, ".").exit_code == 0
    assert sm_lint("check", "--config", f'cache-dir = "{outside / "other"}"', ".").exit_code == 0
    assert sorted(entry.name for entry in outside.iterdir()) == ["cache", "other", "report.json"]


# -- what is shown ------------------------------------------------------------------------------------------------------

SECRET = "AKIAABCDEFGHIJKLMNOP"
LEAKS = [
    f"[default]\naws_access_key_id = {SECRET}\n",
    f'sdk = "{SECRET}"\n',
    f'"{SECRET}" = 1\n',
    f'select = ["SMC"]\nexclude = 1\noutput-format = "{SECRET}`x`"\nsdk = "{SECRET}`x`"\n',
    f'[contracts.x]\nentry-point = "x.py"\njob = "{SECRET}"\n',
    f'[contracts.{SECRET}]\nentrypoint = "{SECRET}"\n',
]


@pytest.mark.parametrize("text", LEAKS)
@pytest.mark.parametrize("option", ["extend", "contract-files"])
@pytest.mark.parametrize("path", ["~/credentials", "link"])
def test_nothing_of_a_file_outside_is_shown(
    hostile: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch, text: str, option: str, path: str
) -> None:
    outside = hostile.parent / "home"
    outside.mkdir()
    monkeypatch.setenv("HOME", str(outside))
    (outside / "credentials").write_text(text)
    (hostile / "link").symlink_to(outside / "credentials")
    value = f'"{path}"' if option == "extend" else f'["{os.path.expanduser(path)}"]'
    (hostile / "sm-lint.toml").write_text(f"{option} = {value}\n")
    for output in ("full", "json", "sarif", "gitlab"):
        result = sm_lint("check", "--no-cache", "--output-format", output, ".")
        assert SECRET not in result.stdout + result.stderr
        assert result.exit_code != 0 or "output-format" in text


def test_lines_of_the_project_are_shown(hostile: Path, sm_lint: Run) -> None:
    (hostile / "below").mkdir()
    (hostile / "below" / "base.toml").write_text('sdk = "v9"\n')
    (hostile / "sm-lint.toml").write_text('extend = "below/base.toml"\n')
    shown = sm_lint("check", "--output-format", "full", "x.py").stdout
    assert "`sdk` is `v9`" in shown
    assert '1 | sdk = "v9"' in shown


def test_a_configuration_that_is_named_is_the_users(hostile: Path, sm_lint: Run) -> None:
    (hostile.parent / "mine.toml").write_text('sdk = "v9"\n')
    assert "`sdk` is `v9`" in sm_lint("check", "--config", "../mine.toml", ".").stdout


# -- values of documents ------------------------------------------------------------------------------------------------

JOB = (
    "import json\nimport yaml\nfrom sagemaker.processing import Processor\n\nc = json.load(open({path!r}))\n"
    'Processor(image_uri="x", role="r", instance_count=1, instance_type={value}).run(inputs=[])\n'
)
DOCUMENT = {"auths": {"r": {"auth": "dXNlcjpodW50ZXIy", "pin": 73519, "short": "q7", "dQw4w9WgXcQ": "k"}}}


def _definition(value: str, path: str = "config.json") -> str:
    return JOB.format(path=path, value=value)


@pytest.mark.parametrize("how", ["outside", "absolute", "link", "folder link"])
@pytest.mark.parametrize("flags", [(), ("--isolated",)])
def test_a_document_outside_of_the_project_is_not_read(
    hostile: Path, sm_lint: Run, how: str, flags: tuple[str, ...]
) -> None:
    outside = hostile.parent / "home"
    outside.mkdir()
    (outside / "config.json").write_text(json.dumps(DOCUMENT))
    (hostile / "link.json").symlink_to(outside / "config.json")
    (hostile / "linked").symlink_to(outside)
    (hostile / ".git").mkdir()
    path = {
        "outside": "../home/config.json",
        "absolute": str(outside / "config.json"),
        "link": "link.json",
        "folder link": "linked/config.json",
    }[how]
    (hostile / "x.py").write_text(_definition('c["auths"]["r"]["auth"]', path))
    result = sm_lint("check", "--no-cache", *flags, ".")
    assert "SMJ517" not in result.stdout
    assert "dXNl" not in result.stdout + result.stderr


def test_a_file_that_comes_into_the_project_is_read(hostile: Path, sm_lint: Run) -> None:
    outside = hostile.parent / "config.json"
    outside.write_text(json.dumps(DOCUMENT))
    (hostile / "config.json").symlink_to(outside)
    (hostile / "x.py").write_text(_definition('c["auths"]["r"]["auth"]'))
    for _ in range(2):
        assert sm_lint("check", ".").stdout == "All checks passed!\n"
    (hostile / "config.json").unlink()
    outside.rename(hostile / "config.json")
    assert "SMJ517" in sm_lint("check", ".").stdout


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ('c["auths"]["r"]["auth"]', "auths.r.auth"),
        ('c["auths"]["r"]["auth"][::-1]', "auths.r.auth"),
        ('c["auths"]["r"]["auth"][0]', "auths.r.auth"),
        ('c["auths"]["r"]["auth"].upper()', "auths.r.auth"),
        ('"ml.".join(["", c["auths"]["r"]["short"]])', "auths.r.short"),
        ('"x".replace("x", c["auths"]["r"]["auth"])', "auths.r.auth"),
        ("f\"ab{c['auths']['r']['short']}cd\"", "auths.r.short"),
        ('"a%s" % c["auths"]["r"]["short"]', "auths.r.short"),
        ('"a" + str(c["auths"]["r"]["pin"])', "auths.r.pin"),
        ('"a" + str(c["auths"]["r"]["pin"] + 1)', "auths.r.pin"),
        ('list(c["auths"]["r"])[3]', "auths.r"),
        ('[k for k in c["auths"]["r"]][3]', "auths.r"),
        ('[k for k, v in c["auths"]["r"].items()][3]', "auths.r"),
    ],
)
def test_a_value_of_a_document_is_named_and_not_shown(hostile: Path, sm_lint: Run, value: str, key: str) -> None:
    (hostile / "config.json").write_text(json.dumps(DOCUMENT))
    (hostile / "x.py").write_text(_definition(value))
    for flags in ((), ("--output-format", "full", "--diff", "--unsafe-fixes")):
        said = sm_lint("check", "--no-cache", *flags, ".")
        everything = (said.stdout + said.stderr).lower()
        for secret in (
            "dxnlcjpodw50zxiy",
            "yixz05wdopjclnxd",
            "73519",
            "73520",
            "abq7cd",
            "`aq7`",
            "`d`",
            "dqw4w9wgxcq",
        ):
            assert secret not in everything
    assert (
        f"the value of `{key}` in `config.json` is not an instance type" in sm_lint("check", "--no-cache", ".").stdout
    )


def test_a_value_of_a_document_is_not_shown_where_the_script_is_judged(hostile: Path, sm_lint: Run) -> None:
    (hostile / "config.json").write_text('{"mount": "/opt/ml/processing/hunter2input"}')
    (hostile / "launch.py").write_text(
        "import json\nfrom sagemaker.processing import ProcessingInput, ScriptProcessor\n\n"
        'c = json.load(open("config.json"))\n'
        'p = ScriptProcessor(image_uri="x", command=["python3"], role="r", instance_count=1, instance_type="ml.m5.large")\n'
        'p.run(code="x.py", inputs=[ProcessingInput(source="s3://b/k", destination=c["mount"], input_name="raw")])\n'
    )
    (hostile / "x.py").write_text('import pandas as pd\n\npd.read_csv("/opt/ml/processing/other/a.csv")\n')
    for run in range(2):  # the second run recalls the definitions from the cache
        (hostile / "x.py").write_text((hostile / "x.py").read_text() + f"\nprint({run})\n")
        result = sm_lint("check", "--output-format", "full", ".")
        assert "SMC001" in result.stdout
        assert "hunter2" not in result.stdout + result.stderr


def test_a_module_of_a_source_folder_outside_is_followed_and_not_quoted(hostile: Path, sm_lint: Run) -> None:
    outside = hostile.parent / "home"
    outside.mkdir()
    (outside / "private.py").write_text('TYPE = "hunter2"\nTARGET = "/opt/ml/processing/hunter2/a.csv"\n')
    (hostile / "sm-lint.toml").write_text(
        'src = ["../home"]\n[contracts.x]\nentry-point = "x.py"\njob = "processing"\n'
        '[contracts.x.expected-input-paths]\nraw = "/opt/ml/processing/input"\n'
    )
    (hostile / "x.py").write_text("import pandas as pd\nimport private\n\npd.read_csv(private.TARGET)\n")
    (hostile / "launch.py").write_text(
        "import private\nfrom sagemaker.processing import Processor\n\n"
        'Processor(image_uri="x", role="r", instance_count=1, instance_type=private.TYPE).run(inputs=[])\n'
    )
    result = sm_lint("check", "--no-cache", "--output-format", "full", ".")
    assert "the value of a name in `../home/private.py` is read" in result.stdout
    assert "the value of a name in `../home/private.py` is not an instance type" in result.stdout
    assert "hunter2" not in result.stdout + result.stderr
    # Without the source folder it is not read at all.
    (hostile / "sm-lint.toml").unlink()
    (hostile / "launch.py").write_text(
        "import sys\nsys.path.insert(0, '../home')\n" + (hostile / "launch.py").read_text()
    )
    assert "SMJ517" not in sm_lint("check", "--no-cache", ".").stdout


def test_other_words_stay_as_they_are(hostile: Path, sm_lint: Run) -> None:
    (hostile / "config.json").write_text('{"kind": "training", "count": "1", "name": "instance"}')
    (hostile / "x.py").write_text(_definition('"ml.m5.larg"') + 'print(c["kind"], c["count"])\n')
    said = sm_lint("check", "--no-cache", ".").stdout
    assert "`ml.m5.larg` is not an instance type of a processing job" in said
    assert "did you mean `ml.m5.large`?" in said
