"""Commands that the client may run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sm_lint.server.protocol import Server
from sm_lint.server.wire import path_of

Result = TypeVar("Result")


def register(server: Server) -> None:
    """Register the commands."""
    session = server.session

    async def with_path(arguments: Any, work: Callable[[str], Awaitable[Result]]) -> Result | None:
        path = path_of(str(arguments[0])) if arguments else None
        return await work(path) if path is not None else None

    @server.command("sm-lint.inspect")
    async def inspect(*arguments: Any) -> Any:
        """What is known of a script, as `sm-lint inspect --output-format json` has it."""
        from sm_lint.config.load import Resolver
        from sm_lint.inspection.run import inspect_paths

        async def work(path: str) -> Any:
            overlay = session.buffers.overlay()
            resolver = Resolver(cwd=session.root(path), overlay=overlay)
            return await server.in_worker(lambda: inspect_paths([path], resolver, overlay=overlay))

        return await with_path(arguments, work)

    @server.command("sm-lint.graph")
    async def graph(*arguments: Any) -> Any:
        """The picture of the pipelines that a saved file defines, as an HTML page; empty if it defines none."""
        from sm_lint.config.load import Resolver
        from sm_lint.graph.collect import collect
        from sm_lint.graph.drawing.links import Sources
        from sm_lint.graph.drawing.page import page

        def drawn(path: str) -> str:
            root = session.root(path)
            graphs = collect([path], Resolver(cwd=root)).graphs
            return page(graphs, Sources(root)) if graphs else ""

        async def work(path: str) -> str:
            return await server.in_worker(lambda: drawn(path))

        return await with_path(arguments, work)

    @server.command("sm-lint.restart")
    def restart(*arguments: Any) -> None:
        """Compute everything again."""
        server.complaints.clear()
        server.change(list(session.buffers))
        server.refresh()
