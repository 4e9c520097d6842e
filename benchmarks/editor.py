"""Time from a change to its findings in the language server, with a warm server.

``python benchmarks/editor.py FOLDER [--scripts N] [--edits N]`` edits the largest scripts of a folder one by one: a comment is typed, a
string is changed. Nothing on the disk is changed but the cache of sm-lint. Times are those of the processor, which a busy machine lengthens
less; with ``--wall``, those of the clock. What the load of a machine does to neither is the ratio to a run over the same script that
rests on no cache, in the same process. The memory is that in use, so that growth from script to script shows.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sm_lint.config.load import Resolver
from sm_lint.lint.run.runner import lint_paths
from sm_lint.server.session import Session


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scripts", type=int, default=10)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--wall", action="store_true")
    chosen = parser.parse_args()
    clock = time.perf_counter if chosen.wall else time.process_time
    folder = chosen.folder.resolve()
    scripts = sorted(folder.rglob("*.py"), key=lambda file: file.stat().st_size, reverse=True)[: chosen.scripts]
    session = Session(folders=[str(folder)])
    worker = ThreadPoolExecutor(1)  # as in the server, which starts no processes
    every: list[float] = []
    ratios: list[float] = []
    for number, file in enumerate(scripts):
        text, path = file.read_text(encoding="utf-8"), str(file)
        started = clock()
        session.buffers.put(path, text)
        worker.submit(session.judge, [path]).result()
        opened = clock() - started
        if number == 0:
            print(f"opening the first file: {1000 * opened:.0f} ms")
        times = []
        for edit in range(chosen.edits):
            started = clock()
            session.buffers.put(path, f"{text}\n# {'x' * edit}\n" if edit % 2 else text.replace('"', f'"{edit}', 1))
            session.changed()
            worker.submit(session.judge, [path]).result()
            times.append(clock() - started)
        session.buffers.close(path)
        session.changed()
        started = clock()
        worker.submit(lint_paths, [path], resolver=Resolver(cwd=str(folder)), cache=False).result()
        fresh = clock() - started
        ratios.append(statistics.median(times) / fresh)
        every += times
        lines = text.count("\n")
        shown = f"{lines} lines, {_figures(times)}, {ratios[-1]:.2f} of a run from scratch, {_memory()} MiB"
        print(f"{os.path.relpath(path, folder)}: {shown}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    middle = statistics.median(ratios)
    print(
        f"{len(scripts)} scripts: {_figures(every)}, {middle:.2f} of a run from scratch; {memory} MiB at most after {len(every)} edits"
    )


def _figures(times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"median {1000 * statistics.median(times):.0f} ms, p95 {1000 * p95:.0f} ms"


def _memory() -> int:
    """The memory in use, in MiB; the most so far where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return pages * resource.getpagesize() >> 20


if __name__ == "__main__":
    sys.exit(main())
