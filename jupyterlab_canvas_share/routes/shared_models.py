"""``/shared-models``: share, the two lists, one share and its history."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..model.base import Page
from ..model.events import HistoryEntry, ModelSource
from ..model.shares import Direction, SharedModel, SharedModelDetails, ShareModel
from .base import CanvasShareHandler, PageQuery
from .operation import operation


class SharedModelQuery(PageQuery):
    direction: Direction
    source: ModelSource | None = None
    q: str = ""


class SharedModelsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Shared by me, shared with me", query=SharedModelQuery, response=Page[SharedModel])
    async def get(self, query: SharedModelQuery) -> Page[SharedModel]:
        return await self.services.sharing.list(
            query.direction, query.source, query.q, query.limit, query.after
        )

    @authenticated
    @authorized
    @operation("Share a model", body=ShareModel, response=SharedModel, status=201)
    async def post(self, request: ShareModel) -> SharedModel:
        return await self.services.sharing.share(request)


class SharedModelHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("One share, with its analysis", response=SharedModelDetails)
    async def get(self, shared_model: str) -> SharedModelDetails:
        return await self.services.details.shared_model(shared_model)


class HistoryHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Shared History", query=PageQuery, response=Page[HistoryEntry])
    async def get(self, shared_model: str, query: PageQuery) -> Page[HistoryEntry]:
        return await self.services.sharing.history(shared_model, query.limit, query.after)


class SeenHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Mark as read", response=SharedModel)
    async def post(self, shared_model: str) -> SharedModel:
        return await self.services.sharing.seen(shared_model)


class ImportHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Try a failed import again", response=SharedModel)
    async def post(self, shared_model: str) -> SharedModel:
        await self.services.importing.retry(shared_model)
        return await self.services.sharing.get(shared_model)
