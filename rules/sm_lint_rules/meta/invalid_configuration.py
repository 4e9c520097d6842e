"""SMX907: an option, or a configuration file, that is invalid."""

from __future__ import annotations

from sm_lint.rules import Rule


class InvalidConfiguration(Rule):
    """An option or a configuration file is invalid.

    ## What it does

    Reports, with line and column in the TOML file, an unknown option, a value of a wrong type, a selector that names no rule,
    a file that is not valid TOML or cannot be read, a `--config` that is neither a file nor TOML, and a plugin that may not be
    loaded. Files that the configuration governs are not linted, and the exit status is 2. The rule cannot be turned off.

    ## Why is this bad?

    A run under options that were not understood checks something else than was asked for: what it reports may be wrong, and
    that it reports nothing means nothing.

    ## Example

    ```toml
    [tool.sm-lint]
    selct = ["SMC"]
    ```

    ## Use instead

    ```toml
    [tool.sm-lint]
    select = ["SMC"]
    ```
    """

    code = "SMX907"
    name = "invalid-configuration"
