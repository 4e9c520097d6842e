"""Small launches that are made up, for changes that break no launch of the compared tree."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Sequence

from sm_lint.config.node import shorten
from sm_lint.contracts.model import Argument, Contract, Input, Output, Requirement, Variable
from sm_lint.evolution.model import Change, Witness
from sm_lint.evolution.requirements import excluded_version
from sm_lint.sagemaker.paths import channel_of

_SOURCE = "s3://bucket/data"


def made_up(change: Change, contract: Contract | None) -> Witness | None:
    """A launch that the change breaks; None where no launch shows it."""
    kind = change.kind.name
    if kind.startswith("launch-"):
        return _of_script(change)
    launch = _Launch(contract)
    old, new = change.old, change.new
    name = shorten(change.name)
    match old or new:
        case Variable():
            if kind in ("required-variable-added", "variable-required") or kind.startswith("variable-default"):
                return Witness(f"a launch that does not set `{name}`", None, launch.text(environment={}))
            shown = change.before if kind == "variable-renamed" else change.name
            return Witness(f"a launch that sets `{shorten(shown)}`", None, launch.text(environment={shown: "…"}))
        case Argument():
            return _of_argument(change, launch)
        case Input():
            return _of_input(change, launch)
        case Output():
            path = old.path if isinstance(old, Output) else None
            said = f"a launch that uploads `{shorten(path or change.name)}`"
            if kind.startswith("output-f"):
                said = f"a step that reads `{shorten(change.before)}` of the output"
            return Witness(said, None, launch.text(outputs=[path or ""]))
        case Requirement():
            return Witness(f"an image with {_image(change)}")
    return _of_contract(change, launch)


def _of_script(change: Change) -> Witness:
    """A script that needs what a launch no longer gives."""
    name, path = change.name, json.dumps(change.before)
    match change.kind.name:
        case "launch-mounts-less" | "launch-mounts-elsewhere":
            return Witness(f"a script that reads `{shorten(change.before)}`", None, f"os.listdir({path})")
        case "launch-uploads-less" | "launch-uploads-elsewhere":
            return Witness(f"a script that writes to `{shorten(change.before)}`", None, f'Path({path}, "x").touch()')
        case "launch-sets-less":
            return Witness(f"a script that reads `{shorten(name)}`", None, f"os.environ[{json.dumps(name)}]")
        case "launch-passes-less":
            option = json.dumps(f"--{name}")
            text = f"a script that requires `--{shorten(name)}`"
            return Witness(text, None, f"parser.add_argument({option}, required=True)")
        case "launch-value-changed":
            return Witness(f"a script that uses `{shorten(name)}`")
    return Witness("a step that takes an output of it")


def _of_argument(change: Change, launch: _Launch) -> Witness:
    kind, name = change.kind.name, change.name
    if kind in ("required-argument-added", "argument-required", "argument-default-changed", "argument-default-dropped"):
        return Witness(f"a launch that does not pass `--{shorten(name)}`", None, launch.text(arguments=[]))
    value = change.before or "…"
    if kind == "choices-narrowed" and isinstance(change.new, Argument):
        before = change.before.split(", ") if change.before else ["another-value"]
        value = next((choice for choice in before if choice not in change.new.choices), before[0])
    elif kind == "argument-type-changed":
        value = "0.5" if isinstance(change.old, Argument) and change.old.type == "float" else "text"
    elif kind in ("argument-renamed", "argument-respelled"):
        name, value = change.before, "…"
    elif kind == "argument-action-changed":
        takes = isinstance(change.old, Argument) and (change.old.action or "store") in ("store", "append", "extend")
        value = "…" if takes else ""
    passed = [(name, value)]
    said = f"--{name} {value}".rstrip()
    return Witness(f"a launch that passes `{shorten(said)}`", None, launch.text(arguments=passed))


def _of_input(change: Change, launch: _Launch) -> Witness:
    kind = change.kind.name
    if kind == "source-pattern-narrowed" and isinstance(change.new, Input):
        mounted = [(change.new.path or "", _SOURCE)]
        return Witness(f"a launch that mounts `{_SOURCE}`", None, launch.text(inputs=mounted))
    if kind == "channel-added":
        return Witness(f"a launch without the channel `{shorten(change.after)}`", None, launch.text(inputs=[]))
    if kind == "channel-removed":
        mounted = [(f"/opt/ml/input/data/{change.before}", _SOURCE)]
        return Witness(f"a launch with the channel `{shorten(change.before)}`", None, launch.text(inputs=mounted))
    path = change.old.path if isinstance(change.old, Input) else None
    if kind in ("required-input-added", "input-required", "input-unbundled") or path is None:
        path = change.new.path if isinstance(change.new, Input) else path
        where = f"nothing at `{shorten(path)}`" if path else f"no `{shorten(change.name)}`"
        return Witness(f"a launch that mounts {where}", None, launch.text(inputs=[]))
    said = f"a launch that mounts `{shorten(path)}`"
    if kind == "input-renamed":
        said = f"code that looks up `{shorten(change.before)}`"
    return Witness(said, None, launch.text(inputs=[(path, _SOURCE)]))


def _of_contract(change: Change, launch: _Launch) -> Witness | None:
    name = shorten(change.name)
    match change.kind.name:
        case "contract-removed" | "entry-point-removed":
            script = change.before or launch.script
            return Witness(f"a launch of `{shorten(script)}`", None, _Launch(launch.contract, script).text())
        case "job-kind-changed":
            return Witness(f"a {change.before} job that launches the script")
        case "variant-removed":
            return Witness(f"a job of type `{name}`")
        case "reserved-name-used":
            return Witness(f"a launch that still uses `{name}` as it was meant before")
        case "reservation-dropped":
            return Witness(f"a later version in which `{name}` means something else")
        case "contract-renamed":
            return Witness(f"a contract that names `{shorten(change.before)}` in `extends` or `uses`")
        case "version-lowered" | "version-too-low" | "version-dropped":
            return Witness(f'a contract with `uses = {{ {launch.id} = "^{change.before}" }}`')
        case "arguments-closed":
            return Witness("a launch that passes an argument of another name")
    return None


def _image(change: Change) -> str:
    name = shorten(change.name)
    was = change.old.specifier if isinstance(change.old, Requirement) else None
    now = change.new.specifier if isinstance(change.new, Requirement) else ""
    if was is None:
        return f"no {name}"
    version = excluded_version(was, now)
    return f"{name} {version}" if version is not None else f"another version of {name}"


class _Launch:
    """A launch of a contract's script as Python, in the words of SDK v2."""

    def __init__(self, contract: Contract | None, script: str = "") -> None:
        self.contract = contract
        self.id = shorten(contract.id, 40) if contract is not None else "contract"
        patterns = [entry.pattern for entry in contract.entry_points] if contract is not None else []
        self.script = script or (patterns[0] if patterns else "script.py")
        self.kind = contract.job if contract is not None and contract.job else "processing"

    def text(
        self,
        environment: dict[str, str] | None = None,
        arguments: Sequence[tuple[str, str]] | None = None,
        inputs: Sequence[tuple[str, str]] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> str:
        """One expression; what is None is left out."""
        env = json.dumps(environment, ensure_ascii=False) if environment is not None else None
        if self.kind == "training":
            return self._training(env, arguments, inputs)
        if self.kind in ("transform", "inference"):
            return _call("Model", entry_point=json.dumps(self.script), env=env)
        words = [word for name, value in arguments or () for word in (f"--{name}", value) if word]
        mounts = [f"ProcessingInput({json.dumps(s)}, {json.dumps(p)})" for p, s in inputs or ()]
        uploads = [f"ProcessingOutput({json.dumps(path)})" for path in outputs or ()]
        run = _call(
            "run",
            code=json.dumps(self.script),
            inputs=f"[{', '.join(mounts)}]" if inputs is not None else None,
            outputs=f"[{', '.join(uploads)}]" if outputs is not None else None,
            arguments=json.dumps(words, ensure_ascii=False) if arguments is not None else None,
        )
        return f"{_call('ScriptProcessor', env=env)}.{run}"

    def _training(
        self, env: str | None, arguments: Sequence[tuple[str, str]] | None, inputs: Sequence[tuple[str, str]] | None
    ) -> str:
        passed = json.dumps(dict(arguments), ensure_ascii=False) if arguments is not None else None
        channels = {channel_of(path) or posixpath.basename(path): source for path, source in inputs or ()}
        fit = f"fit({json.dumps(channels)})" if inputs is not None else "fit()"
        made = _call("Estimator", entry_point=json.dumps(self.script), hyperparameters=passed, environment=env)
        return f"{made}.{fit}"


def _call(name: str, **arguments: str | None) -> str:
    return f"{name}({', '.join(f'{key}={value}' for key, value in arguments.items() if value is not None)})"
