"""``ProcessingInput(source=..., destination=...)``: the parts move into the object that v3 has for them."""

from __future__ import annotations

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made
from sm_lint.migration.definitions.context import SHAPES, Rewriting, UnwrittenError
from sm_lint.migration.definitions.source import Item, fitting

_INNER = {
    "ProcessingInput": {
        "source": "s3_uri",
        "destination": "local_path",
        "s3_data_type": "s3_data_type",
        "s3_input_mode": "s3_input_mode",
        "s3_data_distribution_type": "s3_data_distribution_type",
        "s3_compression_type": "s3_compression_type",
    },
    "ProcessingOutput": {"source": "local_path", "destination": "s3_uri", "s3_upload_mode": "s3_upload_mode"},
}
_KEPT = {
    "ProcessingInput": ("input_name", "app_managed", "dataset_definition"),
    "ProcessingOutput": ("output_name", "app_managed", "feature_store_output"),
}
_OBJECT = {
    "ProcessingInput": ("s3_input", "ProcessingS3Input"),
    "ProcessingOutput": ("s3_output", "ProcessingS3Output"),
}
_NAME = {"ProcessingInput": "input_name", "ProcessingOutput": "output_name"}
_DEFAULTS = {
    "ProcessingInput": {"s3_data_type": '"S3Prefix"', "s3_input_mode": '"File"'},
    "ProcessingOutput": {"s3_upload_mode": '"EndOfJob"'},
}
"""What v2 sends where nothing is given, and v3 does not."""


def is_old(context: Rewriting, made: Made) -> bool:
    """Whether a call is an input or output as v2 takes it."""
    if made.name not in _INNER or made.found.module.partition(".")[0] != "sagemaker":
        return False
    keywords = {each.keyword.value for each in made.call.args if each.keyword is not None}
    old = set(_INNER[made.name]) & keywords
    return bool(old) or (made.generation == "v2" and not {"s3_input", "s3_output"} & keywords)


def rewrite(context: Rewriting, made: Made) -> str:
    """Rewrite a call.

    Returns:
        The class of v3.

    Raises:
        UnwrittenError: it is left as it is.
    """
    # After the imports have moved, the names of v2 are still those of the parameters.
    given = context.calls.arguments(made) if made.generation == "v2" else _by_keyword(context, made)
    if given is None:
        raise UnwrittenError("its arguments are not all known by name")
    inner, kept = _INNER[made.name], _KEPT[made.name]
    unknown = [key for key in given if key not in inner and key not in kept]
    if unknown:
        raise UnwrittenError(f"`{unknown[0]}` has no place in v3 that is known")
    name = _NAME[made.name]
    items = []
    if name in given:
        items.append(given[name].item(name, context.source))
    else:
        items.append(Item(name, f'"{_default_name(context, made)}"'))
    if "dataset_definition" in given or "feature_store_output" in given:
        if not all(key in kept for key in given):
            raise UnwrittenError("it has a definition of a data set or a feature group as well")
    else:
        items.append(_object(context, made, given))
    items += [given[key].item(key, context.source) for key in kept if key in given and key != name]
    shown = context.source.original(made.call.func)
    source = context.source
    context.replace(made.call, fitting(shown, items, source.margin(made.call), source.column(made.call)))
    return f"{SHAPES}.{made.name}"


def _by_keyword(context: Rewriting, made: Made) -> dict[str, Argument] | None:
    from sm_lint.migration.definitions.calls import arguments

    given = arguments(made.call, context.source)
    if given is None or any(each.node.keyword is None for each in given):
        return None
    return {each.node.keyword.value: each for each in given if each.node.keyword is not None}


def _object(context: Rewriting, made: Made, given: dict[str, Argument]) -> Item:
    keyword, cls = _OBJECT[made.name]
    inner = _INNER[made.name]
    needed = ("source", "destination") if made.name == "ProcessingInput" else ("source",)
    missing = next((key for key in needed if key not in given), None)
    if missing is not None:
        raise UnwrittenError(f"`{missing}` is missing")
    parts = [given[key].item(new, context.source) for key, new in inner.items() if key in given]
    if made.name == "ProcessingOutput" and "destination" not in given:
        # V3 core/processing.py, _normalize_outputs: what is no S3 URI is replaced by the default of v2.
        parts.append(Item("s3_uri", '""'))
    parts += [Item(key, value) for key, value in _DEFAULTS[made.name].items() if key not in given]
    return Item(keyword, call=context.name_of(SHAPES, cls), parts=parts)


def _default_name(context: Rewriting, made: Made) -> str:
    """The name that v2 gives by the position in the list of inputs or outputs."""
    kind = _NAME[made.name].partition("_")[0]
    for each in context.text.uses.order.of(cst.List):
        for index, element in enumerate(each.elements, 1):
            if isinstance(element, cst.StarredElement):
                break
            if element.value is made.call:
                if context.objects.argument_of(each) is None and not _is_final(context, each):
                    break
                return f"{kind}-{index}"
    raise UnwrittenError(f"v3 needs `{_NAME[made.name]}`; v2 makes it of the position in the list, which is not known")


def _is_final(context: Rewriting, node: cst.List) -> bool:
    """Whether a list is bound to a name under which nothing is added to it."""
    assigned = context.objects.assignment(node)
    uses = context.objects.uses(assigned) if assigned is not None else None
    return uses is not None and all(use.argument is not None for use in uses)
