"""SMA311: an attribute of parsed arguments that no argument gives."""

from __future__ import annotations

import re

from sm_lint.rules import ScriptRule, Severity, UndefinedAttribute, did_you_mean, suggest


class UndefinedArgumentAttribute(ScriptRule):
    """An attribute of the parsed arguments is read that no argument of the parser gives.

    ## What it does

    Follows what `parse_args` returns, through variables, functions, objects and modules, and reports `args.region` where the
    parser has no argument with that destination. It does not matter in which kind of job the script runs.

    ## Why is this bad?

    `AttributeError: 'Namespace' object has no attribute 'region'`, in a job perhaps after hours of training.

    ## Example

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--zone", default="eu-west-1")
    args = parser.parse_args()
    print(args.region)
    ```

    ## Use instead

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--region", default="eu-west-1")
    args = parser.parse_args()
    print(args.region)
    ```

    ## Known limits

    Nothing is reported where an attribute may come from elsewhere: a parser that a library was given, parents or arguments
    that are not known, `set_defaults(**x)`, an action of one's own, `namespace=`, a subclass of the parser; arguments that were passed to a
    library, or given attributes by `setattr` with a name that is not known. An attribute is passed over that is assigned or set
    anywhere in the project's modules of the script, that `vars(args)` was given, that `hasattr`, `in` or `getattr` with a
    default ask for, or whose absence is caught. Of subcommands, any may define it.

    ## References

    - [argparse: the Namespace object](https://docs.python.org/3/library/argparse.html#the-namespace-object)
    - [Public thread](https://github.com/hughw19/NOCS_CVPR2019/issues/24)
    """

    code = "SMA311"
    name = "undefined-argument-attribute"

    def check_undefined_attribute(self, use: UndefinedAttribute) -> None:
        """Report each attribute where it is first read."""
        if not use.reached or use.guarded or self._control_is_lost() or self._is_set_somewhere(use.name):
            return
        if use.name in {name.replace("-", "_") for name in use.defined}:
            remedy = f"a positional keeps its hyphens, call it `{use.name}`"
        else:
            remedy = did_you_mean(suggest(use.name, use.defined)) or "add the argument"
        self.report(
            use.site,
            f"no argument of the parser gives `{use.name}`: the script ends with `AttributeError`; {remedy}",
            severity=Severity.WARNING if use.conditional else Severity.ERROR,
            once=use.name,
        )

    def _control_is_lost(self) -> bool:
        return any(gap.subject == "control" for gap in self.facts.incomplete)

    def _is_set_somewhere(self, name: str) -> bool:
        """Whether some code of the script, run or not, gives an object an attribute of this name."""
        word = re.escape(name)
        given = re.compile(
            rf"\.{word}[ \t]*(?::[^=\n]{{1,80}})?=(?!=)|setattr\([^\n]{{0,200}}[\"']{word}[\"']|__dict__\[[\"']{word}[\"']\]"
            rf"|Namespace\([^)]{{0,500}}\b{word}="
        )
        return any(given.search(module.text) for module in (self.facts.module, *self.facts.modules))
