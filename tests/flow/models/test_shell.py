"""Command lines: how they are taken apart, and what the commands do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.flow.models.shell_lines import HOLE, split_line
from tests.flow.facts_text import told

LINES = [
    ("cp /a/x /b/y", ["read /a/x by cp", "write /b/y by cp"]),
    ("cp -t /b /a/x", ["read /a/x by cp", "write /b by cp"]),
    ("mv /a/x /b/y", ["read /a/x by mv", "delete /a/x by mv", "write /b/y by mv"]),
    ("mkdir -p -m 755 /a/b /a/c", ["write /a/b by mkdir", "write /a/c by mkdir"]),
    ("rm -rf /a/*", ["delete /a/* by rm  [inexact]"]),
    ("tar czf /o/a.tgz -C /src .", ["write /o/a.tgz by tar", "read /src by tar"]),
    ("tar --extract --file /i/a.tar -C /dst", ["read /i/a.tar by tar", "write /dst by tar"]),
    ("cat /a/x >/b/y", ["write /b/y by shell", "read /a/x by cat"]),
    ("cat < /a/x >> /b/y", ["read /a/x by shell", "write /b/y by shell"]),
    ("cat /a/x 2>&1 | tee -a /b/log", ["read /a/x by cat", "write /b/log by tee"]),
    ("cat /a/x &> /dev/null", ["read /a/x by cat"]),
    ("> /b/y", ["write /b/y by shell"]),
    ("cat <<END > /b/y\ncp /a/x /a/y\nEND\ncat /a/z", ["write /b/y by shell", "read /a/z by cat"]),
    ("cd /a && cp x /b", ["read /a/x by cp", "write /b by cp"]),
    ("cd $DIR; cat x", ["read */x by cat  [inexact]"]),
    ("A=1 sudo cat /a/x", ["read /a/x by cat"]),
    ("ls /a || cat /b", ["read /a by ls  [guarded]", "read /b by cat  [perhaps]"]),
    ("ls /a || cat /b; cat /c", ["read /a by ls  [guarded]", "read /b by cat  [perhaps]", "read /c by cat"]),
    ("if [ -f /a/x ]; then cat /a/x; fi", ["probe /a/x by [  [perhaps]", "read /a/x by cat  [perhaps]"]),
    ("cp ${SRC}/x '/b/y z'", ["read */x by cp  [inexact]", "write /b/y z by cp"]),
    ("cat /a/{x,y} # cat /b", ["read /a/* by cat  [inexact]"]),
    ("cat $(find /a)/x", ["read */x by cat  [inexact]"]),
    ("aws s3 cp /a/x s3://bucket/x", ["read /a/x by aws s3"]),
    ("aws s3 sync --quiet s3://bucket/x /a", ["write /a by aws s3"]),
    ("grep -r word /a && sed -i s/a/b/ /b", ["read /a by grep", "read /b by sed", "write /b by sed"]),
    ("find /a /b -name '*.csv'", ["read /a by find", "read /b by find"]),
    ("find /a -delete", ["read /a by find", "incomplete path: find does what is not known here"]),
    ("acme /a/x", ["passed /a/x to acme", "incomplete path: acme does what is not known here"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_a_command_line(line: str, expected: list[str]) -> None:
    assert told(f"import os\nos.system({line!r})\n") == expected


@pytest.mark.parametrize(
    "call",
    [
        "subprocess.run(['cp', '/a/x', '/b/y'], check=True)",
        "subprocess.run('cp /a/x /b/y', shell=True)",
        "subprocess.run(args=['cp', '/a/x', '/b/y'])",
        "subprocess.check_call(['bash', '-c', 'cp /a/x /b/y'])",
        "subprocess.check_output('cp /a/x /b/y'.split())",
        "subprocess.Popen(['cp'] + ['/a/x', '/b/y'])",
        "subprocess.getoutput('cp /a/x /b/y')",
        "subprocess.call(['cp', 'x', '/b/y'], cwd='/a')",
        "os.system('cp {} {}'.format('/a/x', '/b/y'))",
        "os.popen('cp /a/x /b/y')",
        "os.execvp('cp', ['cp', '/a/x', '/b/y'])",
    ],
)
def test_forms_of_calls(call: str) -> None:
    assert told(f"import os, subprocess\n{call}\n") == ["read /a/x by cp", "write /b/y by cp"]


def test_a_working_directory_holds_for_its_call_alone() -> None:
    script = "import subprocess\nsubprocess.run(['cat', 'x'], cwd='/a')\nsubprocess.run('cd /b; cat x', shell=True)\nopen('x')\n"
    assert told(script) == ["read /a/x by cat", "read /b/x by cat", "read x by open"]


def test_one_of_two_command_lines() -> None:
    assert told("import os\nos.system('cat /a' if os.getenv('A') else 'cat /b')\n") == [
        "env A default None",
        "read /a by cat  [perhaps]",
        "read /b by cat  [perhaps]",
    ]


def test_what_is_not_known_of_a_command_line() -> None:
    assert told("import os\nos.system(ask())\n") == ["incomplete path: a child process is not known"]


@given(st.text(alphabet=" \t\n\"'\\$(){}`<>&|;#ab/2=-" + HOLE, max_size=40))
def test_whatever_the_line_is_it_ends(line: str) -> None:
    for words, redirects, _, _ in split_line(line):
        assert words or redirects
        assert all(mode in ("read", "write") for mode, _ in redirects)
    assert isinstance(told(f"import os\nos.system({line!r})\n"), list)


@pytest.mark.slow
@pytest.mark.parametrize(("line", "words"), [("a" * 300_000, ["a" * 300_000]), ("${a" * 100_000, ["${a" * 100_000])])
def test_a_long_word_costs_what_its_length_says(line: str, words: list[str]) -> None:
    assert [command.words for command in split_line(line)] == [words]
