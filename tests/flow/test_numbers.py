"""Numbers and texts that are far too large: the linter neither fails over them nor works them out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint import lint_source
from sm_lint.config.load import Resolver
from sm_lint.lint.run.runner import lint_paths

HEAD = """\
import argparse, json, os, subprocess, sys
from pathlib import Path
import boto3
from sagemaker.estimator import Estimator
os.environ["SM_MODEL_DIR"]
"""
NUMBERS = {
    "hexadecimal": "0x" + "f" * 3600,
    "negative": "-0x" + "f" * 3600,
    "octal": "0o" + "7" * 9000,
    "binary": "0b" + "1" * 20_000,
    "decimal": "9" * 4000,
    "too many digits": "9" * 5000,
    "just long": "9" * 300,
    "beyond an index": "9" * 30,
    "shift": "1 << 10**9",
    "power": "10**10**6",
    "parsed": 'int("' + "9" * 4000 + '")',
    "not parsed": 'int("' + "9" * 5000 + '")',
    "of a float": "int(1e308)",
    "float": "1e999",
    "negative float": "-1e999",
    "no number": 'float("nan")',
    "complex": "1e999j",
}
# Each on a line of its own, in a function of its own.
USES = """\
open(f"/opt/ml/{x}")
open(f"/opt/ml/{x:1000000000}{x:.999999999f}{x:d}{x:n}{x:c}{x:,}{x:%}{x!r}{x=}")
open(f"/opt/ml/{x:{x}}{'a':>{x}}")
open("/opt/ml/" + str(x) + hex(x) + repr(x) + chr(x))
open("/opt/ml/%d%s%x%c%f%e%r%i" % (x, x, x, x, x, x, x, x))
open("/opt/ml/%*d" % (x, x))
open("/opt/ml/{}{:d}{:c}{:.3f}{:b}".format(x, x, x, x, x))
open("/opt/ml/{0:{1}}".format("a", x))
open("/opt/ml/a" * x)
open(b"/opt/ml/a" * x)
[open(path) for path in ["/opt/ml/a"] * x]
open("/opt/ml/a".ljust(x) + "/opt/ml/a".zfill(x) + "/opt/ml/a".center(x) + "a".expandtabs(x))
open("/opt/ml/a"[x] + "/opt/ml/a"[x:] + "/opt/ml/a"[::x])
open(("/opt/ml/a",)[x] + ["/opt/ml/a"][x:x:x])
open({x: "/opt/ml/a"}[x])
[open(key) for key in dict([(x, "/opt/ml/a")])]
for i in range(x): open(f"/opt/ml/{i}")
for i in range(-x, x, 1): open(f"/opt/ml/{i}")
for i, j in enumerate(["a"], x): open(f"/opt/ml/{i}{j}")
open(f"/opt/ml/{x + x}{x * x}{x - 1}{x / 7}{x // 7}{x % 7}{x | 1}{x & 1}{-x}{~x}")
open(f"/opt/ml/{x ** x}{x << x}{x >> 3}")
open(f"/opt/ml/{int(x)}{float(x)}{bool(x)}{abs(x)}{round(x, x)}{pow(x, x, x)}{complex(x)}")
if x > 3 or x == 1.5 or x in [1, 2.0]: open("/opt/ml/a")
while x: x -= 1; open("/opt/ml/a")
os.environ["A"] = str(x); os.environ.get("B", x); os.environ.get(str(x)); int(os.environ.get("C", x))
open(Path("/opt/ml") / str(x)); os.path.join("/opt/ml", x)
subprocess.run(["a", x]); subprocess.run(f"a {x}", shell=True); sys.exit(x)
"a".replace("a", "b", x); "a".split("a", x); "a".find("a", x); "a".encode(x); x.format(x); x.to_bytes(x, "big")
p = argparse.ArgumentParser(); p.add_argument("--a", type=int, default=x, choices=[x], nargs=x); open(f"{p.parse_args().a}")
json.dumps(x); json.loads(str(x)); print(x); open(x)
Estimator(entry_point="a.py", role="r", instance_count=x, instance_type="ml.m5.large", max_run=x, hyperparameters={"a": x, x: x})
boto3.client("sagemaker").create_training_job(TrainingJobName=f"a{x}", StoppingCondition={"MaxRuntimeInSeconds": x}, Environment={"A": x})
"""
TEXTS = {
    "format of bytes": 'open(b"/opt/ml/{}".format(x)); open(b"{}".format_map(x)); open(b"/".join(["a"]))',
    "percent of bytes": 'open(b"/opt/ml/%1000000000d" % 3)',
    "doubled bytes": 's = b"a"\n' + "s = s + s\n" * 60 + "open(s)",
    "multiplied text": 's = "a"\n' + "s = s * 256\n" * 20 + "open(s)",
    "multiplied bytes": 's = b"a"\n' + "s = s * 256\n" * 20 + "open(s)",
    "replaced bytes": 's = b"a" * 256\n' + 's = s.replace(b"a", s)\n' * 20 + "open(s)",
    "joined": 'open("a".join(["a"] * 256).join(["b"] * 256).join(["c"] * 256).join(["d"] * 256))',
    "superscript field": 'open("{²}".format(1)); open("{٣}".format(1, 2, 3, 4))',
    "wide in other digits": 'open("{:>٩٩٩٩٩٩٩٩٩}".format("a")); open(f"{1:٩٩٩٩٩٩٩٩٩}")',
    "not formats": 'open("{".format(1)); open("{!x}".format(1)); open("%(" % {}); open("%d%d" % (1,)); open("%d" % ())',
    "other receivers": 'None.format(1); (5).join("a"); (1.5).split(); True.encode()',
}


def failures(source: str, folder: Path) -> list[str]:
    found = lint_source(source, str(folder / "train.py"), resolver=Resolver(cwd=str(folder))).findings
    return [finding.message for finding in found if finding.code in ("SMX900", "SMX901")]


@pytest.mark.slow
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers(tmp_path: Path, name: str) -> None:
    uses = [f"def use_{number}(x):\n    {line}\n" for number, line in enumerate(USES.splitlines())]
    calls = [f"use_{number}({NUMBERS[name]})\n" for number in range(len(uses))]
    assert failures("".join([HEAD, *uses, *calls]), tmp_path) == []


@pytest.mark.parametrize("name", TEXTS)
def test_texts(tmp_path: Path, name: str) -> None:
    assert failures(f"{HEAD}x = 3\n{TEXTS[name]}\n", tmp_path) == []


def test_a_long_number_is_a_hole_in_a_path(tmp_path: Path) -> None:
    """What is not worked out is not known; the rest of the path is."""
    contract = '[tool.sm-lint.contracts.a]\nentry-point = "train.py"\njob = "processing"\n'
    (tmp_path / "pyproject.toml").write_text(f'{contract}expected-input-paths.raw = "/opt/ml/processing/input"\n')
    source = f'x = 0x{"f" * 3600}\nopen(f"/opt/ml/processing/inputs/{{x}}")\n'
    found = lint_source(source, str(tmp_path / "train.py"), resolver=Resolver(cwd=str(tmp_path))).findings
    assert ["/opt/ml/processing/inputs/*" in finding.message for finding in found if finding.code == "SMC001"] == [True]


@pytest.mark.parametrize(
    ("name", "reader", "content"),
    [
        ("a.json", "json.load", '{"count": 1' + "0" * 4000 + ', "' + "9" * 5000 + '": 1e999, "nan": NaN}'),
        ("a.json", "json.load", '{"count": 1' + "0" * 5000 + "}"),
        ("a.yaml", "yaml.safe_load", "count: 0x" + "f" * 5000 + "\n0x" + "f" * 5000 + ": a\n"),
        ("a.toml", "toml.load", "count = 0x" + "f" * 5000 + "\n"),
    ],
)
def test_numbers_of_documents(tmp_path: Path, name: str, reader: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    source = f"""\
import json, toml, yaml
from sagemaker.estimator import Estimator
with open("{name}") as file:
    config = {reader}(file)
for key in config: print(key, f"{{key}}")
Estimator(entry_point=f"{{config['count']}}.py", role="r", instance_count=config["count"], instance_type="ml.m5.large")
"""
    (tmp_path / "launch.py").write_text(source)
    result = lint_paths([str(tmp_path)], resolver=Resolver(cwd=str(tmp_path)), cache=False)
    assert result.internal_errors == 0
    assert result.files == (str(tmp_path / "launch.py"),)


def test_numbers_of_a_pipeline(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.sm-lint]\npipeline-definitions = ["*.json"]\n')
    step = {
        "Name": "a",
        "Type": "Training",
        "Arguments": {
            "ResourceConfig": {"InstanceCount": 10**400, "VolumeSizeInGB": 1e308},
            "Uses": {"Get": f"Steps.a.ProcessingOutputConfig.Outputs[{'9' * 5000}].S3Output"},
        },
    }
    (tmp_path / "pipeline.json").write_text(json.dumps({"Steps": [step, {**step, "Name": "b"}]}))
    resolver = Resolver(cwd=str(tmp_path))
    assert lint_paths([str(tmp_path)], resolver=resolver, cache=False).internal_errors == 0
    from sm_lint.graph.collect import collect
    from sm_lint.graph.mermaid import flowchart

    assert "flowchart" in flowchart(collect([str(tmp_path)], resolver).graphs)
