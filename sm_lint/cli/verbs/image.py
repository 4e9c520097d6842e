"""``sm-lint image``: what one of SageMaker's own images holds."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from difflib import get_close_matches
from textwrap import wrap
from typing import Any, Literal

import click

from sm_lint.cli.sections import option
from sm_lint.cli.verb import VerbCommand
from sm_lint.output.text import json_text
from sm_lint.sagemaker.image_contents.contents import (
    ImageContents,
    images_of,
    images_with,
    modules_by_distribution,
    repositories,
)
from sm_lint.sagemaker.images import normalised

_output = option("Output")
_WIDTH = 100
_SAID = {
    "lock": "these packages are all there is",
    "resolved": "nothing else is there; what is not fixed had the newest version that fitted on the day of the commit",
    "dockerfile": "the image holds more: its Dockerfile installs packages with requirements that are not known",
    "requirements": "the image holds more: these packages are asked for, and their own requirements come with them",
}


@click.command(cls=VerbCommand)
@click.argument("name", required=False)
@click.argument("version", required=False)
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
def image(name: str | None, version: str | None, output_format: Literal["text", "json"]) -> None:
    """Show the packages of one of SageMaker's own images: `sm-lint image sklearn 1.9-0`; without a version, list the known images.

    NAME is a framework or the repository of an image.
    """
    found = _of_version(_of_name(name), version)
    if output_format == "json":
        click.echo(json_text([_described(each) for each in found], indent=2))
    elif version is None:
        click.echo("\n".join(map(_title, found)))
    else:
        click.echo("\n\n".join(map(_text, found)))


def _of_name(name: str | None) -> list[ImageContents]:
    """Images of a framework or repository; all of them without a name.

    Raises:
        click.UsageError: there are none.
    """
    wanted = normalised(name or "")
    names = {known for each in repositories() for known in (each.framework, each.name)}
    chosen = [each for each in repositories() if name is None or wanted in {each.framework, each.name}]
    if not chosen:
        raise click.UsageError(f"no images of {name!r} are known{_instead(wanted, sorted(names))}")
    return [each for repository in chosen for each in images_of(repository)]


def _of_version(found: list[ImageContents], version: str | None) -> list[ImageContents]:
    """Those of them with a version.

    Raises:
        click.UsageError: there are none.
    """
    if version is None:
        return found
    chosen = [
        image for each in dict.fromkeys(each.repository for each in found) for image in images_with(each, version)
    ]
    if not chosen:
        names = list(dict.fromkeys(known for each in found for known in each.versions))
        raise click.UsageError(f"the content of version {version!r} is not known{_instead(version, names)}")
    return chosen


def _instead(given: str, names: Sequence[str]) -> str:
    near = get_close_matches(given, names, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(names)}"


def _title(each: ImageContents) -> str:
    jobs = ", ".join(each.scopes)
    return f"{each.repository.name} {each.versions[0]} ({'/'.join(each.devices)}): Python {each.python}, for {jobs}; {each.basis}"


def _text(each: ImageContents) -> str:
    width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
    known = modules_by_distribution()
    lines = [_title(each), f"  {_SAID[each.basis]}", f"  from {each.source}", ""]
    left = max(len(name) + len(version) for name, version in each.packages.items()) + 4
    for name, version in each.packages.items():
        modules = " ".join(sorted(known[name])) if name in known else "(modules not known)"
        rest = wrap(modules, max(width - left - 2, 20)) or ["(no modules)"]
        lines.append(f"  {f'{name} {version}':<{left}}{rest[0]}")
        lines += [" " * (left + 2) + more for more in rest[1:]]
    return "\n".join(lines)


def _described(each: ImageContents) -> dict[str, Any]:
    known = modules_by_distribution()
    return {
        "repository": each.repository.name,
        "framework": each.repository.framework,
        "versions": list(each.versions),
        "scopes": list(each.scopes),
        "devices": list(each.devices),
        "python": each.python,
        "basis": each.basis,
        "source": each.source,
        "packages": [
            {"name": name, "version": version or None, "modules": sorted(known[name]) if name in known else None}
            for name, version in each.packages.items()
        ],
    }
