"""The image that a class of v2 looks up by itself, as a call of ``image_uris.retrieve``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sm_lint.migration.definitions.calls import Argument, is_pure, text_of
from sm_lint.migration.definitions.context import HELPER, Rewriting, UnwrittenError
from sm_lint.migration.definitions.source import Item
from sm_lint.sagemaker.data import load


@cache
def frameworks() -> Mapping[str, Mapping[str, Any]]:
    """The classes whose image is looked up."""
    return {entry["class"]: entry for entry in load("sdk/rewrites")["framework"]}


def image_item(
    context: Rewriting, key: str, framework: str, given: Mapping[str, Argument], version: str, py: str = ""
) -> Item:
    """The argument that holds the image.

    Args:
        context: knows the text.
        key: name of the argument.
        framework: class that the image is of.
        given: arguments of the call.
        version: the argument that holds the version.
        py: the `py_version` that is taken where none is given, if not that of the framework.

    Raises:
        UnwrittenError: something is not known that the look-up needs.
    """
    known = frameworks().get(framework)
    if known is None:
        raise UnwrittenError(f"it is not known which image `{framework}` has")
    if version not in given:
        raise UnwrittenError(f"the image is not known without `{version}`")
    kind = given.get("instance_type")
    if kind is None or not is_pure(kind.value):
        raise UnwrittenError("the image depends on `instance_type`, which is not a constant or a name here")
    source = context.source
    parts = [Item("", f'"{known["name"]}"'), Item("region", _region(context, given))]
    parts.append(given[version].item("version", source))
    base = known.get("base")
    if base is not None:
        named = [each for each in base if each in given]
        if len(named) != 1:
            raise UnwrittenError(f"the image needs one of {' and '.join(f'`{each}`' for each in base)}")
        parts.append(_base(context, base[named[0]], given[named[0]]))
    default = py or known.get("py", "")
    if "py_version" in given:
        parts.append(given["py_version"].item("py_version", source))
    elif default and default != "-":
        parts.append(Item("py_version", f'"{default}"'))
    elif not default:
        raise UnwrittenError("the image is not known without `py_version`")
    parts.append(Item("instance_type", source.code(kind.value)))
    if "scope" in known:
        parts.append(Item("image_scope", f'"{known["scope"]}"'))
    module = context.name_of("sagemaker.core", "image_uris")
    return Item(key, call=f"{module}.retrieve", parts=parts)


def _base(context: Rewriting, name: str, version: Argument) -> Item:
    text = text_of(version.value)
    if text is not None:
        value = f'"{name}{text}"'
    elif is_pure(version.value):
        value = f'f"{name}{{{context.source.code(version.value)}}}"'
        if '"' in context.source.code(version.value):
            raise UnwrittenError("the version of the framework is not a constant or a name here")
    else:
        raise UnwrittenError("the version of the framework is not a constant or a name here")
    return Item("base_framework_version", value, above=version.above, behind=version.behind)


def _region(context: Rewriting, given: Mapping[str, Argument]) -> str:
    """The region of the session that the class has, as v2 takes it."""
    session = given.get("sagemaker_session")
    if session is not None and is_pure(session.value) and context.source.code(session.value) != "None":
        return f"{context.source.code(session.value)}.boto_region_name"
    if session is not None and context.source.code(session.value) != "None":
        raise UnwrittenError("the image depends on the region of a session that has no name")
    return f"{context.name_of(HELPER, 'Session')}().boto_region_name"
