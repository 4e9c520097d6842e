"""What an instance type has."""

from __future__ import annotations

from functools import cache

from sm_lint.sagemaker.data import load


@cache
def _families() -> dict[str, bool]:
    return {name: entry["gpu"] for entry in load("instances")["families"] for name in entry["names"]}


def has_gpu(instance_type: str) -> bool | None:
    """Whether an instance type such as ``ml.g5.xlarge`` has a GPU that CUDA runs on; None where that is not known."""
    prefix, _, rest = instance_type.partition(".")
    return _families().get(rest.partition(".")[0]) if prefix == "ml" else None
