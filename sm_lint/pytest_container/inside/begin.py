"""Begins the redirection in one process."""

from __future__ import annotations

import atexit
import faulthandler
import os
import sys
import traceback
from types import TracebackType

from .environment import record_variables, refuse_connections
from .files import Files
from .layout import Layout, is_below
from .mounts import mount
from .programs import Programs
from .record import Recorder

_MOUNTED = "SM_LINT_CONTAINER_MOUNTED"


def begin(description: str) -> None:
    """Redirect and record; the first process of a run also mounts, and says how it ends."""
    layout = Layout.read(description)
    recorder = Recorder(layout)
    first = os.environ.pop(_MOUNTED, None) is None
    if first and layout.mounts:
        recorder.note(mounts=mount(layout.root, [entry for entry in layout.kept if os.path.isdir(entry)]))
    os.environ[_MOUNTED] = "1"
    os.environ.pop("LC_CTYPE", None)  # set by the interpreter itself, where it has no other locale
    files = Files(layout, recorder)
    if first:
        _say_how_it_ends(layout, recorder)
    files.install()
    Programs(files).install()
    record_variables(recorder)
    refuse_connections(recorder, layout.network)


def _say_how_it_ends(layout: Layout, recorder: Recorder) -> None:
    process = os.getpid()

    def ended() -> None:
        if os.getpid() == process:
            recorder.note(end=True)

    def failed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        code = layout.root + layout.code
        own = [frame for frame in traceback.extract_tb(trace) if is_below(frame.filename, code)]
        at = f"{own[-1].filename[len(code) + 1 :]}:{own[-1].lineno}" if own else ""
        recorder.note(exception=kind.__name__, text=str(error)[:2000], at=at)
        sys.__excepthook__(kind, error, trace)

    atexit.register(ended)
    sys.excepthook = failed
    if layout.seconds > 0:
        stream = open(layout.stacks, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
        faulthandler.dump_traceback_later(layout.seconds, file=stream)
