"""SMH402: a handler that takes another number of parameters than it is passed."""

from __future__ import annotations

import os
import re

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.platform import HandlerSignature, handler_signatures
from sm_lint.rules.scripts import Serving, served_here, serving

CONTEXT_NAMES = frozenset({"context", "ctx", "_", "_context", "_ctx", "kwargs", "args"})

KEEPING_DECORATORS = frozenset({"no_grad", "inference_mode", "enable_grad", "function", "cache", "lru_cache", "wraps"})

MOST_LOOKED_AT = 60


class HandlerArity(ScriptRule):
    """A handler takes a different number of parameters from what SageMaker passes.

    ## What it does

    Reports `model_fn`, `input_fn`, `predict_fn`, `output_fn` and `transform_fn` with parameters that the serving container does
    not pass. The PyTorch and Hugging Face containers count the parameters, those with a default, `*args` and `**kwargs` included, and pass
    as many as the handler has by contract, or one more: the context. The scikit-learn and XGBoost containers always pass as
    many as the handler has by contract. Where it is not known which container serves the script, only what is wrong in all of
    them is reported. A function that only has the name of a handler is left alone: one that the script itself calls or hands on, one
    of a module that other modules import and that nothing says to serve, and one with a decorator that may change its parameters.

    ## Why is this bad?

    Each request ends with `predict_fn() takes 1 positional argument but 2 were given`. A parameter such as `device="cpu"`
    of `model_fn` receives the context object.

    ## Example

    ```python title="inference.py"
    import torch


    def model_fn(model_dir, device="cpu"):
        return torch.jit.load(f"{model_dir}/model.pt", map_location=device)


    def predict_fn(data):
        return data
    ```

    ## Use instead

    ```python title="inference.py"
    import torch


    def model_fn(model_dir, context=None):
        return torch.jit.load(f"{model_dir}/model.pt", map_location="cpu")


    def predict_fn(data, model):
        return model(data)
    ```

    ## References

    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    - [SageMaker Hugging Face inference toolkit](https://github.com/aws/sagemaker-huggingface-inference-toolkit#user-defined-codemodules)
    """

    code = "SMH402"
    name = "handler-arity"

    def begin(self) -> bool:
        """Skip scripts that do not serve."""
        self._serving = serving(self.context)
        return self._serving is not None

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """Check each handler."""
        name, found = node.name.value, self._serving
        if found is not None and found.functions.get(name) is node and _is_plain(node):
            problem = _problem(node.params, handler_signatures()[name], found)
            if problem is not None and (found.stated or served_here(self.context) or not self._is_imported()):
                self.report(node.name, f"`{name}` {problem}")

    def _is_imported(self) -> bool:
        """Whether a module near the script imports it, and so may call its functions."""
        folder, name = os.path.split(self.context.path)
        stem = re.escape(os.path.splitext(name)[0])
        imports = re.compile(
            rf"^[ \t]*(?:from[ \t]+[\w.]*\b{stem}[ \t]+import|import[ \t]+[\w.]*\b{stem}\b)", re.MULTILINE
        )
        files = self.context.files
        for place in (folder, os.path.dirname(folder)):
            for other in sorted(files.names(place))[:MOST_LOOKED_AT]:
                if (
                    other.endswith(".py")
                    and other != name
                    and imports.search(files.text(os.path.join(place, other)) or "")
                ):
                    return True
        return False


def _is_plain(node: cst.FunctionDef) -> bool:
    """Whether a function has no decorator, or only such as keep its parameters."""
    for decorator in node.decorators:
        part: cst.BaseExpression = decorator.decorator
        while isinstance(part, cst.Call):
            part = part.func
        name = part.attr.value if isinstance(part, cst.Attribute) else part.value if isinstance(part, cst.Name) else ""
        if name not in KEEPING_DECORATORS:
            return False
    return True


def _problem(parameters: cst.Parameters, signature: HandlerSignature, found: Serving) -> str | None:
    """What is wrong with the parameters of a handler, None where nothing is."""
    counted = _counting_toolkit(parameters, signature)
    fixed = _fixed_toolkit(parameters, signature)
    toolkit = found.framework.toolkit if found.framework is not None else ""
    if toolkit == "inference":
        return counted
    if toolkit == "containers" and found.stated:
        return fixed
    return fixed if counted is not None else None


def _counting_toolkit(parameters: cst.Parameters, signature: HandlerSignature) -> str | None:
    names = _names(parameters)
    wanted = len(signature.parameters)
    allowed = wanted + signature.context
    if not wanted <= len(names) <= allowed:
        return f"takes {_parameters(len(names))}, but SageMaker passes {_passed(signature)}"
    if len(names) == wanted + 1 and parameters.star_kwarg is not None:
        return f"counts `**{names[-1]}` as a parameter, and is then passed one argument more than it takes"
    if len(names) == wanted + 1 and names[-1] not in CONTEXT_NAMES and "context" not in names[-1]:
        return (
            f"has `{names[-1]}` as one parameter more than {', '.join(signature.parameters)}; SageMaker passes the context object "
            "there, call it `context`"
        )
    return None


def _fixed_toolkit(parameters: cst.Parameters, signature: HandlerSignature) -> str | None:
    positional = (*parameters.posonly_params, *parameters.params)
    required = sum(parameter.default is None for parameter in positional)
    required += sum(parameter.default is None for parameter in parameters.kwonly_params)
    wanted = len(signature.parameters)
    most = wanted if isinstance(parameters.star_arg, cst.Param) else len(positional)
    if required <= wanted <= most:
        return None
    return f"takes {_parameters(len(_names(parameters)))}, but SageMaker passes {_passed(signature)}"


def _names(parameters: cst.Parameters) -> list[str]:
    """All parameters, in the order of ``inspect.signature``."""
    listed = [*parameters.posonly_params, *parameters.params]
    if isinstance(parameters.star_arg, cst.Param):
        listed.append(parameters.star_arg)
    listed += parameters.kwonly_params
    if parameters.star_kwarg is not None:
        listed.append(parameters.star_kwarg)
    return [parameter.name.value for parameter in listed]


def _parameters(count: int) -> str:
    return f"{count} parameter{'' if count == 1 else 's'}"


def _passed(signature: HandlerSignature) -> str:
    count = len(signature.parameters)
    names = f" ({', '.join(signature.parameters)})" if signature.parameters else ""
    return f"{count}{names}" + (f", or {count + 1} with the context" if signature.context else "")
