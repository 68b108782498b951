"""``…/reports/{report}``: a model's reports as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from .base import CanvasShareHandler
from .download import send_bytes
from .operation import operation

if TYPE_CHECKING:
    from ..services.reports import Report


class ModelReportHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Download a report of a model of one's own", response="*/*")
    async def get(self, source: str, model_id: str, report: str) -> None:
        _send(self, await self.services.reports.of_model(source, model_id, report))


class SharedModelReportHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Download a report of a shared model", response="*/*")
    async def get(self, id: str, report: str) -> None:
        _send(self, await self.services.reports.of_share(id, report))


def _send(handler: CanvasShareHandler, report: Report) -> None:
    send_bytes(handler, report.content, report.filename, report.media_type)
