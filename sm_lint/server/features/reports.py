"""Diagnostics that the client asks for, of one document or of the whole workspace."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.run.baseline import BaselineError
from sm_lint.registry.packages import PluginError
from sm_lint.server.protocol import NAME, Server
from sm_lint.server.session import Judged
from sm_lint.server.wire import key_of, path_of
from sm_lint.syntax.span import Place


def register(server: Server) -> None:
    """Register the answers to requests for diagnostics."""
    session = server.session
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier=NAME)

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def document(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        uri = params.text_document.uri
        cell = session.buffers.cell_of(uri)
        path = cell[0] if cell is not None else path_of(uri)
        found: list[Finding] = []
        if path is not None and path in session.buffers:
            await server.settle(path)
            found = server.findings(path)
        number = cell[1] if cell is not None else None
        items = [server.wire.diagnostic(each) for each in found if number is None or (each.place.cell or 1) == number]
        identity = str(hash(tuple(key_of(each) for each in found)))
        if params.previous_result_id == identity:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=identity)
        related = {}
        judged = server.judged.get(path or "", Judged())
        for other, findings in judged.elsewhere.items():
            if other not in server.judged:
                report = types.FullDocumentDiagnosticReport([server.wire.diagnostic(each) for each in findings])
                related[server.wire.uri(Place(other))] = report
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=identity, related_documents=related or None)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def workspace(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {each.uri: each.value for each in params.previous_result_ids}
        items: list[Any] = []
        for folder in list(session.folders):
            try:
                found = await server.in_worker(lambda folder=folder: session.judge_folder(folder))  # type: ignore[misc]
            except (PluginError, BaselineError) as error:
                server.complain(str(error))
                continue
            spelled = {server.wire.uri(Place(path)): path for path in found}
            for uri in [*spelled, *(uri for uri in known if uri not in spelled)]:
                findings = found.get(spelled.get(uri, ""), ())
                identity = str(hash(tuple(key_of(each) for each in findings)))
                if known.get(uri) == identity:
                    items.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, identity))
                    continue
                diagnostics = [server.wire.diagnostic(each) for each in findings]
                items.append(types.WorkspaceFullDocumentDiagnosticReport(uri, diagnostics, result_id=identity))
        return types.WorkspaceDiagnosticReport(items)
