"""``/jobs/{name}/notebooks/{kind}``: the notebooks that a job generates."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..model.notebooks import NotebookFile
from .base import CanvasShareHandler
from .operation import operation


class NotebookHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Write a notebook of a job below the root folder", response=NotebookFile)
    async def post(self, name: str, kind: str) -> NotebookFile:
        return await self.services.jobs.notebook(name, kind)
