"""Flags that choose the configuration, shared by the verbs that read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from sm_lint.cli.sections import option

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_configuration = option("Configuration")


def config_options(command: Decorated) -> Decorated:
    """``--config``, ``--isolated`` and ``--allow-plugins``."""
    command = _configuration(
        "--allow-plugins",
        is_flag=True,
        help="Import plugins that the configuration names and that are not installed rule packages. This runs their code.",
    )(command)
    command = _configuration("--isolated", is_flag=True, help="Look at no configuration file.")(command)
    return _configuration(
        "--config",
        multiple=True,
        metavar="FILE|'KEY = VALUE'",
        help="A configuration file that governs all files, or TOML that overrides one option. Repeatable.",
    )(command)


def sdk_option(command: Decorated) -> Decorated:
    """``--sdk``."""
    return _configuration(
        "--sdk",
        type=click.Choice(["v2", "v3", "both"]),
        help="SageMaker Python SDK that launches the jobs.",
    )(command)
