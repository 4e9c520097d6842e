"""Version specifiers as other tools write them."""

from __future__ import annotations


def specifier_of(text: str) -> str | None:
    """A PEP 440 specifier; empty for any version, None for what is none."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    clean = text.strip()
    if clean in ("", "*"):
        return ""
    try:
        SpecifierSet(clean)
    except InvalidSpecifier:
        try:
            return f"=={Version(clean)}"
        except InvalidVersion:
            return None
    return clean
