"""Reads the Python versions of framework images from a wheel of the SageMaker Python SDK.

``python -m sm_lint.sagemaker.sdk.image_table sagemaker-2.257.7-py3-none-any.whl`` writes ``images.json``.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sm_lint.patterns import regex

TARGET = Path(__file__).parent / "images.json"
FRAMEWORKS = ("pytorch", "tensorflow", "mxnet", "chainer", "sklearn", "xgboost", "huggingface", "pytorch-neuron")
_PYTHON = regex(r"py\d+")
_SCOPES = {"training": "training", "inference": "inference", "inference_graviton": "inference", "eia": "inference"}


def table(wheel: Path) -> dict[str, Any]:
    """Python versions by framework, by scope of the image, by version; of aliases too. Empty where the image has one only."""
    name, version = wheel.name.split("-")[:2]
    found: dict[str, Any] = {"source": f"https://pypi.org/project/{name}/{version}/ (sagemaker/image_uri_config)"}
    with zipfile.ZipFile(wheel) as archive:
        for framework in FRAMEWORKS:
            raw = json.loads(archive.read(f"sagemaker/image_uri_config/{framework}.json"))
            scopes = {scope: raw[scope] for scope in _SCOPES if scope in raw}
            if not scopes:
                scopes = dict.fromkeys(raw["scope"], raw)
            merged: dict[str, dict[str, set[str]]] = {}
            for scope, config in scopes.items():
                into = merged.setdefault(_SCOPES[scope], {})
                for key, pythons in _versions(config):
                    into.setdefault(key, set()).update(pythons)
            found[framework] = {
                scope: {key: " ".join(sorted(pythons)) for key, pythons in sorted(versions.items())}
                for scope, versions in merged.items()
            }
    return found


def _versions(config: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Versions and aliases; ``4.26 pytorch1.13`` for an image of Hugging Face."""
    names: dict[str, list[str]] = {version: [version] for version in config["versions"]}
    for alias, version in config.get("version_aliases", {}).items():
        names.setdefault(version, []).append(alias)
    for version, entry in config["versions"].items():
        aliases = names.get(version, [version])
        if "repository" in entry:
            for name in aliases:
                yield name, entry.get("py_versions", [])
            continue
        pythons = [key for key in entry if _PYTHON.fullmatch(key)]
        if pythons:
            for name in aliases:
                yield name, pythons
            continue
        inner = {key: [key] for key in entry if key != "version_aliases"}
        for alias, base in entry.get("version_aliases", {}).items():
            inner.setdefault(base, []).append(alias)
        for base, bases in inner.items():
            if isinstance(entry.get(base), dict) and "repository" in entry[base]:
                for name in aliases:
                    for each in bases:
                        yield f"{name} {each}", entry[base].get("py_versions", [])


def main(arguments: list[str]) -> int:
    """Write the table; exit status 2 where no wheel is given."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    TARGET.write_text(json.dumps(table(Path(arguments[0])), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
