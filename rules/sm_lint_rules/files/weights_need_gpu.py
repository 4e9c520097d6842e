"""SMP152: weights that may be those of a GPU are loaded on machines that have none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import Job, ScriptRule, Setting, Severity, Supplier
from sm_lint.rules.jobs import absent, find, literal
from sm_lint.rules.platform import has_gpu
from sm_lint.rules.scripts import is_notebook, notebook_code, run_by_handlers

LOADS = frozenset({"torch.load", "torch.jit.load"})
_MOVED = (".cpu()", 'to("cpu")', "to('cpu')", 'device("cpu")', "device('cpu')")
_SAVED_FROM_CPU = re.compile(
    r"torch\.save\([^\n]{0,300}?\.cpu\(\)|^[ \t]*(?=\w*model)\w+(?:\.cpu\(\)|\.to\([\"']cpu[\"']\))[ \t]*$",
    re.MULTILINE,
)
"""The same within a script that serves as well: handlers move their answers to the CPU, which says nothing of the weights."""
_NEARBY = 40
_SAVES = re.compile(r"\btorch\.(?:jit\.)?save\b|\w\.save\(")
_GPU = re.compile(r"cuda|device|gpu|accelerat|lightning|\bTrainer\b|horovod|deepspeed", re.IGNORECASE)
_ASKS = re.compile(r"is_available|device_count|environ|_GPUS|\btry\b")
"""What a script may know by whether there is a GPU."""
_DEVICE = re.compile(r"cuda(?::\d+)?")
_WEIGHTS = re.compile(r"(?<![\w-])[\w-]+\.(?:pth|pt|bin|ckpt|tar|model|pkl)\b")
_SOURCES = (".py", ".ipynb")
_LEVELS = 3
"""Folders above the script in which the code that trains the model is looked for."""
_FILES = 200


class WeightsNeedGpu(ScriptRule):
    """`model_fn` loads PyTorch weights without `map_location`, and serves on machines without a GPU.

    ## What it does

    Reports `torch.load` and `torch.jit.load` without `map_location` in `model_fn`, where a definition deploys the model to an
    instance type without a GPU, or to a serverless endpoint: by `deploy` or `transformer`. Training that is known to run without a GPU, or that moves the weights
    to the CPU, makes it silent.

    Also reports a handler that asks for a GPU by name, with `map_location="cuda"`, `.to("cuda")` or `.cuda()`, in a script that never
    checks whether there is one.

    ## Why is this bad?

    Weights that were saved from a GPU are restored to one. Without it:
    `RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False`. The endpoint never starts.

    ## Known limits

    Where the training job is not known, the weights may have been saved from the CPU after all; the finding is a warning then. It is
    silent where `inference.py`, a script beside it or the definition moves weights to the CPU and saves them, and where code of the
    project that never names a GPU saves a file of that name.

    ## Example

    ```python title="deploy.py"
    from sagemaker.pytorch import PyTorchModel

    model = PyTorchModel("s3://acme/model.tar.gz", "role", "inference.py", framework_version="2.1", py_version="py310")
    model.deploy(initial_instance_count=1, instance_type="ml.c5.large")
    ```

    ```python title="inference.py"
    import os

    import torch


    def model_fn(model_dir):
        return torch.load(os.path.join(model_dir, "model.pth"))
    ```

    ## Use instead

    ```python title="deploy.py"
    from sagemaker.pytorch import PyTorchModel

    model = PyTorchModel("s3://acme/model.tar.gz", "role", "inference.py", framework_version="2.1", py_version="py310")
    model.deploy(initial_instance_count=1, instance_type="ml.c5.large")
    ```

    ```python title="inference.py"
    import os

    import torch


    def model_fn(model_dir):
        return torch.load(os.path.join(model_dir, "model.pth"), map_location="cpu")
    ```

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/728)
    - [torch.load](https://pytorch.org/docs/stable/generated/torch.load.html)
    """

    code = "SMP152"
    name = "weights-need-gpu"

    def begin(self) -> bool:
        """Find out where the model is served, and where it may have been trained."""
        self._served: tuple[Setting, str] | None = None
        self._severity = Severity.WARNING
        for job in self.context.launched_by:
            if job.kind not in ("training", "inference"):
                continue
            served = _without_gpu(job)
            trained = self._trained_on_gpu(job)
            if served is not None and trained is not False:
                self._served = served
                self._severity = Severity.ERROR if trained else Severity.WARNING
        self._cpu = next((each for job in self.context.launched_by if (each := _without_gpu(job)) is not None), None)
        if self._cpu is None:
            return False
        self._inside = run_by_handlers(self.context, "model_fn")
        self._handled = run_by_handlers(self.context)
        self._asks = _ASKS.search(self.context.text) is not None
        return bool(self._handled)

    def visit_Call(self, node: cst.Call) -> None:
        """Report the first load that restores the weights to where they were."""
        if self._cpu is not None and id(node) in self._handled and not self._asks:
            self._placed(node, *self._cpu)
        if self._served is None or id(node) not in self._inside or self.callee(node) not in LOADS:
            return
        if any(argument.star or _names(argument, "map_location") for argument in node.args):
            return
        if len([argument for argument in node.args if argument.keyword is None]) > 1:
            return
        machines, where = self._served
        self.report(
            node,
            f"`{self.callee(node)}` without `map_location` fails on {where}, which has no GPU, where the weights were "
            'saved from one; add `map_location="cpu"`',
            severity=self._severity,
            notes=[("served at", machines.place)],
            once="load",
        )

    def _placed(self, node: cst.Call, machines: Setting, where: str) -> None:
        """Report what is put on a GPU by name, in a script that never asks whether there is one."""
        device = next((argument.value for argument in node.args if _names(argument, "map_location")), None)
        if self.callee(node) in LOADS:
            positional = [argument.value for argument in node.args if argument.keyword is None and not argument.star]
            device = device if device is not None or len(positional) < 2 else positional[1]
        elif isinstance(node.func, cst.Attribute) and node.func.attr.value == "to" and len(node.args) == 1:
            device = node.args[0].value
        elif isinstance(node.func, cst.Attribute) and node.func.attr.value == "cuda" and not node.args:
            device = node
        if device is not None and self._is_gpu(device, node):
            self.report(
                node,
                f"a GPU is asked for by name, and {where} has none; use "
                '`torch.device("cuda" if torch.cuda.is_available() else "cpu")`',
                notes=[("served at", machines.place)],
                once="placed",
            )

    def _is_gpu(self, device: cst.BaseExpression, node: cst.Call) -> bool:
        if device is node:
            return True
        if isinstance(device, cst.Call) and self.callee(device) == "torch.device" and len(device.args) == 1:
            device = device.args[0].value
        text = device.evaluated_value if isinstance(device, cst.SimpleString) else None
        return isinstance(text, str) and _DEVICE.fullmatch(text) is not None

    def _trained_on_gpu(self, job: Job) -> bool | None:
        """Whether the model is trained on machines with a GPU; None where the job that trains it is not known."""
        if job.kind == "training":
            return not _moves(self.context.text) and _gpu(find(job, "instance type"))
        if not job.suppliers:
            if any(_gpu(find(each, "instance type")) is False for each in self._trainings()):
                return False
            return False if self._is_moved_nearby(job.place.path) else None
        # Of several that may have trained it, one without a GPU is enough for silence.
        return all(_gpu(supplier.instance_type) and not self._moves(supplier) for supplier in job.suppliers)

    def _trainings(self) -> Iterator[Job]:
        """Training jobs that run this script."""
        return (job for job in self.context.launched_by if job.kind == "training")

    def _is_moved_nearby(self, definition: str) -> bool:
        """Whether this script, one beside it, which may well train the model, or the definition saves weights from the CPU."""
        defining = self.context.files.text(definition) or ""
        if "torch.save" in defining and "cuda" not in defining and "device" not in defining:
            return True
        for text in (self.context.text, defining):
            if "torch.save" in text and _SAVED_FROM_CPU.search(text):
                return True
        if self._is_saved_without_gpu(definition):
            return True
        folder = os.path.dirname(self.context.path)
        for name in sorted(self.context.files.names(folder))[:_NEARBY]:
            path = os.path.join(folder, name)
            if name.endswith(".py") and path != self.context.path:
                text = self.context.files.text(path) or ""
                if "torch.save" in text and _moves(text):
                    return True
        return False

    def _is_saved_without_gpu(self, definition: str) -> bool:
        """Whether code of the project that knows no GPU saves a file of the name that is loaded here."""
        loaded = set(_WEIGHTS.findall(self.context.text))
        for path in dict.fromkeys((definition, *self._sources())):
            code = self._code(path)
            saved = loaded.intersection(_WEIGHTS.findall(code)) if _SAVES.search(code) else ()
            if saved and not _GPU.search(code):
                return True
        return False

    def _code(self, path: str) -> str:
        """The code of a file; for a notebook, the code of its cells, without their outputs."""
        text = self.context.files.text(path) or ""
        return notebook_code(text) if is_notebook(path) else text

    def _sources(self) -> Iterator[str]:
        """Python files and notebooks around the script, the nearest folders first."""
        files, top = self.context.files, os.path.dirname(self.context.path)
        root = self.context.settings.root or top
        for _ in range(_LEVELS):
            if top == root or not top.startswith(root + os.sep):
                break
            top = os.path.dirname(top)
        pending, count = [top], 0
        while pending:
            folder = pending.pop()
            pending += [
                os.path.join(folder, name)
                for name in sorted(files.folders(folder), reverse=True)
                if not name.startswith(".")
            ]
            for name in sorted(files.names(folder)):
                if name.endswith(_SOURCES):
                    count += 1
                    if count > _FILES:
                        return
                    yield os.path.join(folder, name)

    def _moves(self, supplier: Supplier) -> bool:
        facts = self.context.script_of(supplier.script, supplier.contract) if supplier.script is not None else None
        return facts is None or _moves(facts.module.text)


def _without_gpu(job: Job) -> tuple[Setting, str] | None:
    """An instance type without a GPU on which the script serves; a serverless endpoint has none either."""
    for use in job.deployments:
        if use.own_script and use.serverless is not None and not absent(use.serverless):
            return use.serverless, "a serverless endpoint"
        text = literal(use.instance_type)
        if use.own_script and use.instance_type is not None and text is not None and has_gpu(text) is False:
            return use.instance_type, f"`{text}`"
    return None


def _moves(text: str) -> bool:
    """Whether a training script may save its weights from the CPU."""
    return any(each in text for each in _MOVED)


def _gpu(setting: Setting | None) -> bool | None:
    text = literal(setting)
    return has_gpu(text) if text is not None else None


def _names(argument: cst.Arg, name: str) -> bool:
    return argument.keyword is not None and argument.keyword.value == name
