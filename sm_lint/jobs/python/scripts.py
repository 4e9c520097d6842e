"""Reads the script of a definition."""

from __future__ import annotations

import re

from sm_lint.jobs.definition.model import Job, Script, Setting
from sm_lint.jobs.definition.sdk import class_named
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place

_REMOTE = regex(r"(s3|https?|git)://|git@", re.IGNORECASE)
_COMMAND_SCRIPT = regex(r"(?:^|[\s;&|])(?!-)((?:[\w./$-]*/)?[\w.-]+\.(?:py|sh))(?=$|[\s;&|])")
_NO_NAMES = ("int", "float", "bool", "bytes", "list", "dict")
_LOCAL_OF_UPLOAD = ("local_path", "path", "Filename", "file_name")


def script_of(job: Job, family: str) -> Script | None:
    """The script as named by the settings; :mod:`sm_lint.jobs.resolve.resolve` finds its file."""
    settings = dict(job.settings)
    source = settings.get("source_code")
    if source is not None and source.type != "None":
        named = _entry_of(source)
        place = named.place if named is not None else source.place
        return _script(named, place, ships=True) if source.keys else Script("", place, remote=True, found="not known")
    cls = class_named(job.class_name, "v3" if job.dialect == "v3" else "v2")
    key = cls.family.script if cls is not None else {"model": "entry_point"}.get(family, "code")
    named = settings.get(key) if key else None
    if named is None or named.type == "None":
        return None
    ships = cls.family.siblings if cls is not None else False
    if family == "framework-processor" and not _is_given(settings.get("source_dir")):
        # v3 core/processing.py packs the directory of the script; v2 fw_utils.py `_list_files_to_compress` the script alone.
        ships = job.dialect == "v3" or _is_given(settings.get("dependencies"))
    script = _script(named, named.place, ships)
    if "git_config" in settings and settings["git_config"].type != "None":
        return Script(
            script.written, script.place, remote=True, found="it lies in a git repository", ships_siblings=ships
        )
    return script


def _is_given(setting: Setting | None) -> bool:
    return setting is not None and setting.type != "None"


def _entry_of(source: Setting) -> Setting | None:
    """The script of a `SourceCode`: the named one, or the first one that its command runs."""
    entry = source.get("entry_script")
    if entry is not None and entry.type != "None":
        return entry
    command = source.get("command")
    if command is not None and command.text is not None:
        found = _COMMAND_SCRIPT.findall(command.text)
        if found:
            return Setting(command.place, found[-1], "str", "literal", command.source)
    return None


def _script(named: Setting | None, place: Place, ships: bool) -> Script:
    assert named is None or named.place is place
    if named is None:
        return Script("", place, remote=True, found="it is not named", ships_siblings=ships)
    uploaded = _uploaded(named)
    if uploaded is not None:
        return Script(uploaded, named.place, ships_siblings=ships)
    text = named.text
    if named.type in _NO_NAMES:
        return Script("", named.place, remote=True, found="it is no name of a file", ships_siblings=ships)
    if text is None:
        why = "it is a pipeline variable" if named.known == "variable" else "its name is not known"
        return Script("", named.place, remote=True, found=why, ships_siblings=ships)
    return Script(text.removeprefix("file://"), named.place, ships_siblings=ships)


def _uploaded(named: Setting) -> str | None:
    """The local file of `code=session.upload_data("train.py")`."""
    if named.result_of.rpartition(".")[2] not in ("upload_data", "upload"):
        return None
    for key in _LOCAL_OF_UPLOAD:
        local = named.get(key)
        if local is not None and local.text and "*" not in local.text:
            return local.text
    positional = named.get("1")
    return positional.text if positional is not None else None


def is_remote(written: str) -> bool:
    """Whether it is a URL."""
    return _REMOTE.match(written) is not None
