"""Configuration files of all shapes, and those that a hostile repository would carry, under every command."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from tests.fuzz.generators import hostile
from tests.fuzz.generators.corpus import PROJECT, contracts, script
from tests.fuzz.generators.python_text import changed, changed_bytes, encoded
from tests.fuzz.inputs import Input

SECRET = "CANARY4f1d"
"""Stands in the files beside the project; no output may hold it."""
RAN = "ran"
"""Name of the file beside the project that the code of the project writes if it is ever run."""

OUTSIDE = {
    "secret.json": json.dumps({"key": SECRET, "a": {"key": SECRET}}).encode(),
    "secret.toml": f"key = '{SECRET}'\n[tool.sm-lint]\nselect = ['{SECRET}']\n".encode(),
    "secret.txt": f"[{SECRET}\nkey = {SECRET}\n".encode(),
    "folder/old.py": b"x = 1\n",
    "folder/0123456789abcdef0123456789abcdef.json": b"{}",
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n# of another program\n",
}
# Whatever way it is imported by, it writes the file that the oracle looks for.
EVIL = f"import os\nopen(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'outside', '{RAN}'), 'w').close()\n".encode()
_SCRIPT = b'import os, sagemaker\nos.environ["SM_MODEL_DIR"]\nopen("opt/ml/processing/input/a.csv")\n'
_PATHS = (
    *(
        ".",
        "..",
        "../outside",
        "../outside/folder",
        "../outside/secret.json",
        "../outside/secret.toml",
        "../outside/secret.txt",
    ),
    *(
        "~/x",
        "/",
        "/dev/null",
        "/proc/self/environ",
        "a",
        "a/b",
        "src",
        "./src/../..",
        "link",
        "link/folder",
        "\0",
        "",
        "*",
        "**/*",
    ),
    *(
        "../outside/new",
        "../outside/CACHEDIR.TAG",
        "evil",
        "evil:x.toml",
        "evil.sub:x.toml",
        "os:x.toml",
        "sm-lint.toml",
        "baseline.json",
    ),
    *(".git", "*a" * 12 + "b", "**/" * 12 + "x", "[", "{a,b}", "!a", "a:b", "C:\\x", "é", "\u202e", "src/script.py"),
)
_SELECTORS = (
    "SMC",
    "SMC001",
    "ALL",
    "SM",
    "S",
    "",
    "zzz",
    "unknown-input-path",
    "SMX9",
    "SMJ5",
    "E501",
    "ACM",
    "smc001",
    "SMC001 ",
    "*",
)
_FORMATS = ("full", "concise", "json", "sarif", "junit", "github", "azure", "concise:../outside/new", "json:out.json", "sarif:../outside/secret.json",
            "concise:~/.bashrc", "json:src/script.py", "full:", ":", "nothing", "json:/dev/null", "concise:sm-lint.toml", "json:link/new")  # fmt: skip
_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", "."),
    ("check", "."),
    ("check", "--no-cache", "."),
    ("check", "--output-format", "json", "."),
    ("check", "--output-format", "full", "--show-fixes", "--verbose", "."),
    ("check", "--statistics", "src/script.py"),
    ("check", "--diff", "--unsafe-fixes", "."),
    ("check", "--show-files", "."),
    ("check", "--show-settings", "src"),
    ("check", "--stdin-filename", "src/script.py", "-"),
    ("check", "--isolated", "."),
    ("graph", "."),
    ("inspect", "src/script.py"),
    ("inspect", "--output-format", "json", "src/script.py"),
    ("contract", "list"),
    ("contract", "show", "--all"),
    ("config",),
    ("config", "--output-format", "json"),
    ("rule", "SMC001"),
    ("rule", "--all", "--output-format", "json"),
    ("linter",),
    ("clean",),
)


@cache
def schema() -> dict[str, Any]:
    """The schema of the configuration, which names every option."""
    found: dict[str, Any] = json.loads((PROJECT / "sm_lint" / "config" / "sm-lint.schema.json").read_text("utf-8"))
    return found


def _value(shape: dict[str, Any], name: str, random: Random, depth: int = 4) -> object:
    """A value of the shape that the schema wants, or, now and then, of any other."""
    if random.random() < 0.06 or depth == 0:
        return hostile.tree(random, 2)
    if "$ref" in shape:
        return _value(schema()["definitions"][shape["$ref"].rpartition("/")[2]], name, random, depth)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in shape:
            return _value(random.choice(shape[several]), name, random, depth)
    if "enum" in shape:
        return random.choice([*shape["enum"], hostile.text(random)])
    kind = shape.get("type")
    kind = random.choice(kind) if isinstance(kind, list) else kind
    if kind == "array":
        count = random.choice((0, 1, 1, 2, 3, 60)) if depth == 4 else random.randrange(3)
        return [_value(shape.get("items", {}), name, random, depth - 1) for _ in range(count)]
    if kind == "object":
        return _table(shape, name, random, depth)
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "number"):
        return random.choice(hostile.NUMBERS[:16])
    return _text(name, random)


def _table(shape: dict[str, Any], name: str, random: Random, depth: int) -> dict[str, object]:
    known = shape.get("properties", {})
    table = {key: _value(known[key], key, random, depth - 1) for key in known if random.random() < 0.25}
    more = shape.get("additionalProperties")
    if isinstance(more, dict):
        keys = {_text(name, random) for _ in range(random.randrange(3))}
        table |= {key: _value(more, name, random, depth - 1) for key in sorted(keys)}
    if random.random() < 0.05:
        table[hostile.text(random)] = hostile.tree(random, 2)
    return table


def _text(name: str, random: Random) -> str:
    """A text that an option of this name might hold."""
    if random.random() < 0.15:
        return hostile.text(random)
    if name in ("select", "ignore", "extend-select", "extend-ignore", "fixable", "unfixable", "severity", "locked"):
        return random.choice(_SELECTORS)
    if name == "output-format":
        return random.choice(_FORMATS)
    if name == "plugins":
        return random.choice(
            (
                "evil",
                "evil.sub",
                "src.evil",
                "os",
                "sm_lint",
                "json.tool",
                "antigravity",
                ".evil",
                "..",
                "",
                "evil:x",
                "a b",
            )
        )
    if name in ("job", "entry-point", "extends"):
        return random.choice(
            ("processing", "training", "script.py", "src/script.py", "*.py", "**", "one", "two", *_PATHS)
        )
    if name in (
        "exclude",
        "extend-exclude",
        "src",
        "extend",
        "cache-dir",
        "baseline",
        "contract-files",
        "pipeline-definitions",
    ):
        return random.choice(_PATHS)
    return random.choice((*_PATHS[:12], *hostile.PATHS, "a", "one", "two", "A_B", "--rows", ">=1", "^2"))


def toml(value: object) -> str:
    """A value as inline TOML; what TOML has no word for is written as JSON would, which is no TOML then."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float):
        return {"inf": "inf", "nan": "nan"}.get(repr(value), repr(value))
    try:
        return json.dumps(value)
    except (TypeError, ValueError):
        return "1979-05-27"


def configuration_text(random: Random) -> str:
    """A configuration as `sm-lint.toml` has it."""
    options = schema()["properties"]
    chosen = random.sample(list(options), random.choice((1, 1, 2, 3, 6)))
    lines = []
    for name in chosen:
        value = toml(_value(options[name], name, random))
        lines.append(f"{name} = {value}")
    if random.random() < 0.1:
        lines.append(
            random.choice(
                (
                    "io.reads.x = 0x" + "f" * 3_600,
                    "select = [" + "'zzz', " * 300 + "]",
                    "x = " + "[" * 300,
                    "src = 0b" + "1" * 9_000,
                )
            )
        )
    if random.random() < 0.3:
        lines.append(random.choice(contracts()).replace("[tool.sm-lint.", "[").replace("[tool.sm-lint]", ""))
    return "\n".join(lines) + "\n"


def _configured(random: Random) -> bytes:
    text = configuration_text(random)
    if random.random() < 0.2:
        text = changed(text, random)
    data = encoded(text)
    return changed_bytes(data, random) if random.random() < 0.1 else data


def configured(random: Random) -> Input:
    """A project whose configuration is hostile, broken, or merely odd."""
    files = {"src/script.py": _SCRIPT, "evil.py": EVIL, "src/evil.py": EVIL, "sm-lint.toml": _configured(random)}
    if random.random() < 0.2:
        files["pyproject.toml"] = b"[tool.sm-lint]\n" + _configured(random)
    if random.random() < 0.2:
        files["src/sm-lint.toml"] = _configured(random)
    links = {"link": "../outside"}
    if random.random() < 0.1:
        links[".sm_lint_cache"] = random.choice(("../outside", "src", "nowhere", "."))
    commands = tuple(random.choice(_COMMANDS) for _ in range(random.choice((1, 1, 2))))
    return Input(files, b"", commands, OUTSIDE, links, stdin=_SCRIPT)


def contracted(random: Random) -> Input:
    """A script under a contract that was changed as text or made from the schema; linted by the Python interface."""
    seed, path = script(random)
    text = seed.configuration or random.choice(contracts())
    if random.random() < 0.7:
        text = changed(text, random)
    else:
        table = _value(schema()["definitions"]["ContractTable"], "contracts", random)
        written = toml({**table, "entry-point": path}) if isinstance(table, dict) else toml(table)
        text = f"[tool.sm-lint.contracts]\none = {written}\n"
    files = {name: source.encode() for name, source in seed.files.items()}
    return Input({**files, "pyproject.toml": encoded(text)}, b"", (("check", "--no-cache", "."),))


_READERS = (
    "import json\nc = json.load(open({path!r}))\n",
    "import json, pathlib\nc = json.loads(pathlib.Path({path!r}).read_text())\n",
    "import yaml\nwith open({path!r}) as f:\n    c = yaml.safe_load(f)\n",
    "import tomllib\nwith open({path!r}, 'rb') as f:\n    c = tomllib.load(f)\n",
    "import os, json\nc = json.load(open(os.path.join(os.path.dirname(__file__), {path!r})))\n",
)
_USES = (
    "from sagemaker.processing import Processor\nProcessor(image_uri='x', role='r', instance_count=1, instance_type=c['key']).run(inputs=[])\n",
    "from sagemaker.processing import Processor\nProcessor(image_uri=c['key'], role='r', instance_count=c['key'], instance_type=c['a']['key'])\n",
    "from sagemaker.estimator import Estimator\nEstimator('x', 'r', 1, 'ml.m5.large', entry_point=c['key'], hyperparameters=c['a']).fit(c['key'])\n",
    "open('/opt/ml/' + c['key'])\nopen(c['key'])\n",
    "import os\nos.environ[c['key']]\n",
    "import boto3\nboto3.client('sagemaker').create_training_job(TrainingJobName=c['key'], RoleArn=c['key'], AlgorithmSpecification=c['a'])\n",
)
_DOCUMENTS = (
    "../outside/secret.json",
    "../outside/secret.toml",
    "../outside/secret.txt",
    "link/secret.json",
    "inner.json",
    "./../outside/secret.json",
)


def reading(random: Random) -> Input:
    """Scripts that read documents outside the project, whose values no output may tell."""
    path = random.choice(_DOCUMENTS)
    text = random.choice(_READERS).format(path=path) + random.choice(_USES)
    form = random.choice(("full", "concise", "json", "sarif", "github"))
    command = random.choice(
        (("check", "--no-cache", "--output-format", form, "."), ("inspect", "script.py"), ("graph", "."))
    )
    files = {"script.py": encoded(changed(text, random) if random.random() < 0.3 else text), "other.py": b"x = 1\n"}
    files[".hg/requires"] = b""  # the root of a repository: what is beside it is outside
    return Input(files, b"", (command,), OUTSIDE, {"link": "../outside", "inner.json": "../outside/secret.json"})
