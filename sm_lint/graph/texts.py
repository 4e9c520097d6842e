"""The display names of the parts of a definition."""

from __future__ import annotations

from sm_lint.graph.model import NodeKind
from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.jobs.definition.reading import literal
from sm_lint.output.text import one_line, shown_path
from sm_lint.sagemaker.paths import root

MAX_TEXT = 300
_MODELS = frozenset({"CreateModelStep", "Model", "ModelStep", "RegisterModel"})
_PARAMETER = "sagemaker.workflow.parameters."


def clean(text: str) -> str:
    """One line of bounded length."""
    found = one_line(text)
    return found if len(found) <= MAX_TEXT else found[: MAX_TEXT - 1] + "…"


def step_kind(class_name: str) -> NodeKind:
    """The kind of node for a step that launches no job of its own."""
    if class_name in ("ConditionStep", "Condition"):
        return "condition"
    return "model" if class_name in _MODELS else "step"


def parameter(setting: Setting) -> str | None:
    """The name of the pipeline parameter that a setting is; None for other settings."""
    if setting.keys == ("Get",):
        named = setting.items[0].text or ""
        return named.removeprefix("Parameters.") if named.startswith("Parameters.") else None
    short = setting.type.rpartition(".")[2]
    if short.startswith("Parameter") and setting.known == "variable":
        name = setting.get("name")
        return literal(name) or (setting.source or None)
    return None


def outside(setting: Setting) -> tuple[str, str]:
    """The kind of external place that a setting names, and the place; two empty strings if unknown."""
    named = parameter(setting)
    if named is not None:
        return "parameter", clean(named)
    if setting.text is not None and setting.type in ("str", "pathlib.Path") and setting.text.strip("*"):
        return ("S3" if setting.text.startswith("s3://") else "local"), clean(setting.text)
    if setting.source and setting.known != "literal":
        return "expression", clean(setting.source)
    if setting.known == "variable" and setting.keys:
        return "expression", clean(setting.keys[0].removeprefix("Std:"))
    return "", ""


def same_place(setting: Setting) -> tuple[str, ...] | None:
    """The common key of settings that name the same place; None if the place is not known precisely enough."""
    text = literal(setting)
    if text is not None:
        return ("text", text.rstrip("/")) if text.startswith("s3://") else None
    named = parameter(setting)
    if named is not None:
        return ("parameter", named)
    if setting.known in ("computed", "variable") and setting.source:
        return ("source", setting.place.path, setting.source)
    return None


def mount_path(mount: Mount, job: Job) -> str:
    """The container path of an input or output."""
    path = mount.local.text if mount.local is not None else None
    if path is None and job.kind == "training" and mount.name is not None and mount.name.text:
        path = f"{root('channels')}/{mount.name.text}"
    return clean(path or "")


def mount_name(mount: Mount, path: str, number: int) -> str:
    """The logical name, else the last component of the container path, else the number."""
    if mount.name is not None and mount.name.text:
        return clean(mount.name.text)
    return path.rstrip("/").rpartition("/")[2] or f"{mount.direction} {number}"


def arguments(job: Job) -> tuple[str, ...]:
    """The argument list as one text per argument; ``*`` for unknown ones."""
    given = job.arguments
    if given is None or given.type != "list":
        return ()
    found: list[str] = []
    for item in given.items:
        text = _value(item)
        if found and not text.startswith("-") and found[-1].startswith("-") and " " not in found[-1]:
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return tuple(map(clean, found))


def hyperparameters(job: Job) -> tuple[str, ...]:
    """Hyperparameters as ``name = value``."""
    given = job.hyperparameters
    if given is None or given.type != "dict":
        return ()
    return tuple(clean(f"{key} = {_value(item)}") for key, item in zip(given.keys, given.items))


def environment(job: Job) -> tuple[str, ...]:
    """The names of the variables that are set, without values, which may be secrets."""
    return tuple(clean(variable.name) for variable in job.contract.environment)


def script(job: Job, base: str) -> tuple[str, str | None]:
    """The displayed script, and the path of its file if it was found."""
    given = job.script
    if given is None:
        return "", None
    if given.path is not None:
        return clean(shown_path(given.path, base)), given.path
    return clean(given.written), None


def _value(setting: Setting) -> str:
    if setting.text is not None:
        return setting.text
    named = parameter(setting)
    return f"{{{named}}}" if named is not None else setting.source or "*"
