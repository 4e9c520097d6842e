"""The part of a run that is inside the script's process: redirects files, records what is touched.

It is imported by path, under another name, in the interpreter that runs the script: only the standard library and relative
imports are used.
"""

from __future__ import annotations


def start(description: str) -> None:
    """Redirect and record everything from now on.

    Args:
        description: path of the JSON file that describes the run, see :class:`.layout.Layout`.
    """
    from .begin import begin

    begin(description)
