"""SMA305: a hyperparameter whose text is compared to ``True`` or ``False``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import Applicability, ArgumentFact, NodeEdit, NodeFix, ScriptRule, Severity
from sm_lint.rules.jobs import dialects
from sm_lint.rules.platform import HYPERPARAMETER_PREFIX
from sm_lint.rules.source import text_value, walk

WORDS = frozenset({"True", "False"})


class CaseSensitiveBool(ScriptRule):
    """The text of a hyperparameter is compared to `"True"` or `"False"`, and to nothing else.

    ## What it does

    Reports `args.x == "True"` in a training script, the same comparison in a function that converts the argument
    (`type=`), and comparisons of `SM_HP_X`.

    ## Why is this bad?

    Which text a Python `True` becomes is up to the SDK: version 2 passes `True`, version 3 passes `true`. Under the other
    one the comparison is silently false.

    ## Example

    ```python title="train.py"
    import argparse
    import os

    parser = argparse.ArgumentParser()
    parser.add_argument("--shuffle", type=str, default="True")
    parser.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])
    args = parser.parse_args()
    if args.shuffle == "True":
        print("shuffled")
    ```

    ## Use instead

    ```python title="train.py"
    import argparse
    import os

    parser = argparse.ArgumentParser()
    parser.add_argument("--shuffle", type=str, default="True")
    parser.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])
    args = parser.parse_args()
    if args.shuffle.lower() == "true":
        print("shuffled")
    ```

    ## Options

    With `sdk = "v2"` nothing is reported.

    ## Fix safety

    The fix compares in lower case. It is safe: whatever was equal before is equal afterwards.

    ## References

    - [Container drivers of SDK version 3](https://github.com/aws/sagemaker-python-sdk/tree/master/sagemaker-core/src/sagemaker/core/modules/train/container_drivers)
    """

    code = "SMA305"
    name = "case-sensitive-bool"
    severity = Severity.WARNING
    fixable = "always"

    def begin(self) -> bool:
        """Find out which texts are arguments."""
        context = self.context
        launchers = dialects(context.settings, context.contracts)
        active = context.in_container and context.job == "training" and "v3" in launchers
        self._functions: dict[str, cst.FunctionDef] = {}
        self._converters: dict[str, str] = {}
        self._arguments = (
            {
                option.dest: option
                for option in self.facts.all(ArgumentFact)
                if option.parser == "argparse"
                and option.type in (None, "str")
                and option.action in (None, "store")
                and option.nargs is None
                and not option.choices
            }
            if active
            else {}
        )
        return active

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """Note functions that may convert an argument."""
        self._functions.setdefault(node.name.value, node)

    def visit_Call(self, node: cst.Call) -> None:
        """Look at how an argument is converted."""
        if not self.calls_method(node, "add_argument"):
            return
        for argument in node.args:
            if argument.keyword is None or argument.keyword.value != "type":
                continue
            option = next(iter(self.arguments(node)), None)
            name = f"`--{option.dest}`" if option is not None else "the argument"
            if isinstance(argument.value, cst.Lambda):
                self._check_converter(argument.value.params, argument.value.body, name)
            elif isinstance(argument.value, cst.Name):
                self._converters.setdefault(argument.value.value, name)

    def visit_Comparison(self, node: cst.Comparison) -> None:
        """Look at the comparison of an argument or of a variable."""
        for subject, word in _compared(node):
            if isinstance(subject, cst.Call):
                self._check_text(node, subject, word)
            elif (
                isinstance(subject, cst.Attribute) and subject.attr.value in self._arguments and _is_namespace(subject)
            ):
                option = self._arguments[subject.attr.value]
                self._report(node, subject, word, f"`--{option.dest}`", is_text=_is_always_text(option))
            for read in self.environment(subject):
                if read.name.startswith(HYPERPARAMETER_PREFIX) and "*" not in read.name:
                    self._report(node, subject, word, f"`{read.name}`", is_text=False)

    def _check_text(self, node: cst.Comparison, subject: cst.Call, word: cst.SimpleString) -> None:
        """``str(args.x) == "True"``."""
        inner = subject.args[0].value if len(subject.args) == 1 else None
        if not (
            isinstance(subject.func, cst.Name) and subject.func.value == "str" and isinstance(inner, cst.Attribute)
        ):
            return
        option = self._arguments.get(inner.attr.value)
        if option is not None and _is_namespace(inner):
            self._report(node, subject, word, f"`--{option.dest}`", is_text=True)

    def finish(self) -> None:
        """Look at the functions that convert arguments."""
        for function, name in self._converters.items():
            definition = self._functions.get(function)
            if definition is not None:
                self._check_converter(definition.params, definition.body, name)

    def _check_converter(self, parameters: cst.Parameters, body: cst.CSTNode, name: str) -> None:
        if len(parameters.params) != 1 or _reads_other_words(body):
            return
        parameter = parameters.params[0].name.value
        for node in walk(body):
            if isinstance(node, cst.Comparison):
                for subject, word in _compared(node):
                    if isinstance(subject, cst.Name) and subject.value == parameter:
                        self._report(node, subject, word, name, is_text=True)

    def _report(
        self, node: cst.Comparison, subject: cst.BaseExpression, word: cst.SimpleString, name: str, *, is_text: bool
    ) -> None:
        value = text_value(word) or ""
        code = self.context.module.tree.code_for_node(subject)
        text = f"{code}.lower()" if is_text else f"str({code}).lower()"
        quote = word.quote
        self.report(
            node,
            f'{name} is compared to "{value}", but SDK v3 passes a Python {value} as `{value.lower()}`; compare in lower case',
            fix=NodeFix(
                "compare in lower case",
                (NodeEdit(subject, text), NodeEdit(word, f"{quote}{value.lower()}{quote}")),
                Applicability.SAFE,
            ),
        )


def _compared(node: cst.Comparison) -> Iterator[tuple[cst.BaseExpression, cst.SimpleString]]:
    """The expression and the word of a comparison such as ``x == "True"``."""
    if len(node.comparisons) != 1 or not isinstance(node.comparisons[0].operator, cst.Equal | cst.NotEqual):
        return
    left, right = node.left, node.comparisons[0].comparator
    for subject, word in ((left, right), (right, left)):
        if isinstance(word, cst.SimpleString) and text_value(word) in WORDS:
            yield subject, word


def _is_always_text(option: ArgumentFact) -> bool:
    """Whether the argument is text even where it is not passed; argparse does not convert a default that is no text."""
    if option.required:
        return True
    given = [arg.value for arg in getattr(option.node, "args", ()) if arg.keyword and arg.keyword.value == "default"]
    return bool(given) and isinstance(given[0], cst.SimpleString)


def _is_namespace(node: cst.Attribute) -> bool:
    """Whether an attribute is one of parsed arguments, judged by names alone: of ``args`` or ``self.args``."""
    owner = node.value
    if isinstance(owner, cst.Attribute):
        owner = owner.attr
    return isinstance(owner, cst.Name) and owner.value not in ("self", "cls")


def _reads_other_words(body: cst.CSTNode) -> bool:
    """Whether a conversion accepts other spellings, or folds the case."""
    for node in walk(body):
        if isinstance(node, cst.SimpleString) and text_value(node) in ("true", "false", "1", "TRUE"):
            return True
        if isinstance(node, cst.Attribute) and node.attr.value in ("lower", "upper", "casefold", "title", "capitalize"):
            return True
    return False
