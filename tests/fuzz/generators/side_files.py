"""The files beside the scripts: suppression comments, baselines, requirements, ignore files, and hostile names."""

from __future__ import annotations

import json
import re
from random import Random

from tests.fuzz.generators import hostile
from tests.fuzz.generators.corpus import script, seeds
from tests.fuzz.generators.definitions import changed_document
from tests.fuzz.generators.python_text import changed, changed_bytes, encoded
from tests.fuzz.inputs import Input

BAD = b'import os\nimport pandas as pd\npd.read_csv("opt/ml/processing/input/a.csv")\nos.environ["SM_MODEL_DIR"]\nos.listdir("/opt/ml/nowhere")\n'

_COMMENTS = (
    "# noqa",
    "# noqa: SMP104",
    "# noqa:SMP104,SMC001",
    "# NoQA : SMP104 E501",
    "# noqa: ZZZ999",
    "# noqa: é",
    "# flake8: noqa",
    "# sm-lint: noqa",
    "# sm-lint: ignore",
    "# sm-lint: ignore[SMP104]",
    "# sm-lint: ignore[SMP104, SMC001] why",
    "# sm-lint: ignore[]",
    "# sm-lint: ignore[ALL]",
    "# sm-lint: ignore[SM",
    "# sm-lint: ignore-file",
    "# sm-lint: ignore-file[SMP]",
    "# sm-lint: file-ignore[SMP104]",
    "# sm-lint: off[SMP104] why",
    "# sm-lint: off",
    "# sm-lint: on",
    "# sm-lint: ignore[unknown-input-path]",
    "# type: ignore # noqa: SMP104 # sm-lint: ignore[SMP104]",
)


def commented(random: Random) -> Input:
    """Comments that suppress findings, on lines with findings and without."""
    seed, path = script(random)
    lines = seed.files[path].split("\n")
    for _ in range(random.choice((1, 2, 5))):
        comment = random.choice(_COMMENTS)
        if random.random() < 0.4:
            comment = changed(comment, random).replace("\n", random.choice((" ", "\n")))
        index = random.randrange(len(lines))
        if random.random() < 0.8:
            lines[index] += "  " + comment
        else:
            lines.insert(index, comment)
    files = {name: text.encode() for name, text in seed.files.items()}
    files[path] = encoded("\n".join(lines))
    settings = random.choice(("", "require-reason = true\n", "locked = ['SMP']\n", "select = ['SMX902', 'SMP']\n"))
    return Input(files, settings.encode())


_BASELINE = {
    "version": 1,
    "findings": [
        {"path": "script.py", "code": "SMP104", "line": "c4ca4238a0b92382", "count": 1},
        {"path": "script.py", "code": "SMX999", "line": "", "count": 2, "from": ["launch.py"]},
        {"path": "../outside/x.py", "code": "SMP101", "line": "0", "count": 1},
    ],
}


def baseline(random: Random) -> Input:
    """Baselines that were changed as a document, as text or as bytes."""
    kind = random.random()
    document = _BASELINE if 0.2 < kind < 0.45 else changed_document(_BASELINE, random)
    text = json.dumps(document, indent=random.choice((None, 2)))
    if kind < 0.2:
        text = changed(text, random)
    elif kind < 0.45:
        text = re.sub(
            r'(?<="count": )\d+',
            random.choice(("Infinity", "-Infinity", "NaN", "1e400", "9" * 5_000, "true", "null", "1.5", "-1")),
            text,
        )
    data = encoded(text)
    if kind > 0.9:
        data = changed_bytes(data, random)
    more = random.choice(((), ("--verbose",), ("--write-baseline",), ("--output-format", "json")))
    return Input(
        {"script.py": BAD, "baseline.json": data},
        b"",
        (("check", "--no-cache", "--baseline", "baseline.json", *more, "."),),
    )


_LINES = (
    "pandas>=1.3",
    "awswrangler==3.4.0  # reads from Athena",
    "-r other.txt",
    "-r requirements.txt",
    "-r ../outside/secret.txt",
    "-c constraints.txt",
    "-e .",
    "--index-url https://example.org/simple",
    "--hash=sha256:0",
    "x @ git+https://example.org/x@main#egg=x",
    "x @ file:///etc/passwd",
    "./local.whl",
    "pandas[all,é]; python_version < '3' and (os_name == 'x' or extra == 'y')",
    "x==1.*,!=2,~=3; sys_platform",
    "pandas >= " + "1." * 2_000 + "1",
    "a" * 5_000,
    "x \\",
    "\\",
    "${HOME}",
    "# pandas",
    "x;" * 500,
    "(" * 2_000,
)


def requirements(random: Random) -> Input:
    """A file of requirements beside the script that a job launches."""
    chosen = [random.choice(_LINES) for _ in range(random.choice((1, 3, 10)))]
    text = random.choice(("\n", "\r\n", "\r", "\n\n")).join(chosen)
    if random.random() < 0.6:
        text = changed(text, random)
    data = encoded(text)
    if random.random() < 0.1:
        data = random.choice((b"\xff\xfe", b"\xef\xbb\xbf", b"")) + changed_bytes(data, random)
    owners = [seed for seed in seeds() if any("requirements" in name for name in seed.files)]
    seed = random.choice(owners)
    files = {name: source.encode() for name, source in seed.files.items()}
    files |= {name: data for name in seed.files if "requirements" in name}
    return Input({**files, "requirements.txt": data}, seed.configuration.encode())


_PATTERNS = ("*", "**", "*.py", "/a", "a/", "**/a", "a/**", "a/**/b", "!*.py", "[a-z]", "[!a]", "[]a]", "[", "[z-a]", "\\", "\\*", "#", "\\#", "!", " ", "a\\ ", "?",
             "***", "/**/", "**/" * 12 + "b", "*a" * 13 + "b", "a*" * 30, "[[:alpha:]]", "{a,b}", "é", "\0", "a" * 5_000, "*" * 5_000, "?" * 300, "[a]" * 300)  # fmt: skip


def ignoring(random: Random) -> Input:
    """Ignore files and patterns against names that nearly match."""
    lines = [
        random.choice(_PATTERNS) if random.random() < 0.8 else hostile.text(random)
        for _ in range(random.choice((1, 2, 8)))
    ]
    text = random.choice(("\n", "\r\n")).join(lines)
    data = encoded(changed(text, random) if random.random() < 0.3 else text)
    files = {random.choice((".gitignore", ".ignore", ".git/info/exclude", "a/.gitignore")): data}
    files |= {
        "a" * 200 + ".py": b"import sagemaker\n",
        "a/" * 12 + "b.py": b"x = 1\n",
        "a/b/c.py": b"x = 1\n",
        ".git/HEAD": b"ref: x\n",
    }
    if random.random() < 0.4:
        name = random.choice(("exclude", "extend-exclude", "contract-files", "pipeline-definitions"))
        files["sm-lint.toml"] = encoded(f"{name} = {json.dumps(lines)}\n")
    return Input(files, b"", (("check", "--no-cache", "--show-files", "."), ("check", "--no-cache", ".")))


def named(random: Random) -> Input:
    """Files with hostile names in every format, as a runner of GitHub or Azure would see them."""
    form = random.choice(
        (
            "full",
            "concise",
            "grouped",
            "json",
            "json-lines",
            "sarif",
            "github",
            "gitlab",
            "junit",
            "azure",
            "rdjson",
            "pylint",
        )
    )
    files = {}
    for _ in range(random.choice((1, 2, 4))):
        folder = random.choice(("", "", random.choice(hostile.NAMES).removesuffix(".py") + "/"))
        files[folder + random.choice(hostile.NAMES)] = random.choice(
            (BAD, b"(", b"\xff", b'open("/opt/ml/\x1b[31m\\n::error::x")\n', b"import os\n")
        )
    environment = random.choice(({}, {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/"}, {"TF_BUILD": "True"}))
    command = (
        "check",
        "--no-cache",
        "--output-format",
        form,
        *random.choice(((), ("--verbose",), ("--statistics",), ("--diff",))),
        ".",
    )
    return Input(files, b"", (command,), environment=environment)


def cached(random: Random) -> Input:
    """A project of a few files whose cache is going to be damaged; how, its `stdin` says."""
    seed, path = script(random)
    files = {name: text.encode() for name, text in seed.files.items()}
    files |= {"clean.py": b"import os\nprint(os.environ.get('A'))\n", "bad.py": BAD, path: seed.files[path].encode()}
    damage = {
        "file": random.random(),
        "place": random.random(),
        "kind": random.randrange(7),
        "byte": random.randrange(256),
    }
    return Input(
        files,
        seed.configuration.replace("[tool.sm-lint.", "[").replace("[tool.sm-lint]", "").encode(),
        stdin=json.dumps(damage).encode(),
    )
