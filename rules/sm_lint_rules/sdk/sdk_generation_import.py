"""SMJ570: a name of another generation of the SDK than the project asks for."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

import libcst as cst

from sm_lint.rules import Definitions, JobRule, Place
from sm_lint.rules.jobs import generations_with, instead_of_old, target_sdk

_MAJOR = {"v2": "2", "v3": "3"}
_OTHER = {"v2": "v3", "v3": "v2"}
_BOUND = re.compile(r"={2,3}|~=|<=?\s*v?[12](?!\d)|\"[~^]?\d")
"""What keeps a pin below the last release of v2."""


class SdkGenerationImport(JobRule):
    """A name of SageMaker SDK v2 is used where v3 is installed, or the other way round.

    ## What it does

    Compares what is imported from `sagemaker`, and what is called as an attribute of it, with `target-sdk` of the configuration,
    or with the generation that the nearest requirements ask for: `requirements.txt`, `pyproject.toml`, `setup.py`, `setup.cfg`,
    `environment.yml`, `Pipfile`, lock files, `pip install` in a Dockerfile or in the notebook itself. Without such a pin, reports a
    file that imports from both where no version has both names. Imports within `try` are left alone.

    ## Why is this bad?

    `ModuleNotFoundError: No module named 'sagemaker.huggingface'`.

    ## Example

    ```python
    from sagemaker.huggingface import HuggingFaceModel
    from sagemaker.train import ModelTrainer

    trainer = ModelTrainer(training_image="image")
    trainer.train()
    ```

    ## Use instead

    ```python
    from sagemaker.serve import ModelBuilder
    from sagemaker.train import ModelTrainer

    trainer = ModelTrainer(training_image="image")
    trainer.train()
    ```

    ## Known limits

    The names are those of the releases that the tables are made from, the last ones of v2 and v3.

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/5449)
    - [Migration to v3](https://github.com/aws/sagemaker-python-sdk/blob/master/migration.md)
    """

    code = "SMJ570"
    name = "sdk-generation-import"
    documents = False

    def begin(self) -> bool | None:
        """Nothing is known of the file yet."""
        self._guards = 0
        self._imported: dict[str, cst.CSTNode] = {}
        self._called: dict[str, Place] = {}
        return None

    def check_definitions(self, definitions: Definitions) -> None:
        """Note what is called through the package: `sagemaker.Session()`."""
        for call in definitions.calls:
            if (
                call.place.path == self.context.path
                and call.callee.startswith("sagemaker.")
                and "()" not in call.callee
            ):
                self._called.setdefault(call.callee, call.place)

    def visit_Try(self, node: cst.Try) -> None:
        """Imports within may fail."""
        self._guards += 1

    def leave_Try(self, node: cst.Try) -> None:
        """Those after it count again."""
        self._guards -= 1

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """Note the names that are imported."""
        if self._guards or node.module is None or node.relative or isinstance(node.names, cst.ImportStar):
            return
        module = _dotted(node.module)
        if module.partition(".")[0] == "sagemaker":
            for alias in node.names:
                self._imported.setdefault(f"{module}.{_dotted(alias.name)}", alias)

    def visit_Import(self, node: cst.Import) -> None:
        """Note the modules that are imported."""
        if self._guards:
            return
        for alias in node.names:
            name = _dotted(alias.name)
            if name.startswith("sagemaker."):
                self._imported.setdefault(name, alias)

    def finish(self) -> None:
        """Compare the names with the generation that the project asks for."""
        names = {name: _only(name) for name in self._imported}
        pin = target_sdk(self.context.files, self.context.path, self.context.settings)
        if pin is None:
            self._compare(names)
            return
        where = f"`{os.path.basename(pin.path)}` asks for `{pin.text}`"
        for name, only in names.items():
            instead = instead_of_old(name)
            if instead is not None and (pin.generation and _came_back(name)):
                if _takes_latest(pin.text):
                    self._say(name, f"`{name}` is gone from the last releases of SDK v2, and {where}; use `{instead}`")
            elif instead is not None:
                self._say(name, f"`{name}` is SDK v1 alone, and {where}; use `{instead}`")
            elif pin.generation and only is not None and only != pin.generation:
                self._say(name, f"`{name}` is SDK v{_MAJOR[only]} alone, and {where}")
        for name, place in self._called.items():
            through = name.count(".") == 1 and not any(name == each or name.startswith(f"{each}.") for each in names)
            other = _OTHER.get(pin.generation)
            instead = instead_of_old(name) if through else None
            if instead is not None:
                self.report(place, f"`{name}` is SDK v1 alone, and {where}; use `{instead}`", once="sdk")
            elif through and other is not None and _only(name) == other:
                self.report(place, f"`{name}` is SDK v{_MAJOR[other]} alone, and {where}", once="sdk")

    def _compare(self, names: Mapping[str, str | None]) -> None:
        """Look for names that no release has together."""
        old = [name for name, only in names.items() if only == "v2"]
        new = [name for name, only in names.items() if only == "v3"]
        if old and new:
            self._say(old[0], f"`{old[0]}` is SDK v2 alone, and `{new[0]}` v3: no release has both")
        elif new:
            first = next((name for name in names if instead_of_old(name)), None)
            if first is not None:
                self._say(first, f"`{first}` is SDK v1 alone; use `{instead_of_old(first)}` beside `{new[0]}`")

    def _say(self, name: str, message: str) -> None:
        self.report(self._imported[name], message, once="sdk")


def _only(name: str) -> str | None:
    """The generation that alone has a name; None where both do, or none is known to."""
    found = generations_with(name)
    return next(iter(found)) if len(found) == 1 else None


def _came_back(name: str) -> bool:
    """Did releases of v2 have a name of v1? Those are now in the module that `sagemaker.predictor` was split into."""
    return bool(generations_with(name.replace("sagemaker.predictor.", "sagemaker.base_predictor.")))


def _takes_latest(pin: str) -> bool:
    """Whether a pin allows the last release of v2."""
    return _BOUND.search(pin) is None


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
