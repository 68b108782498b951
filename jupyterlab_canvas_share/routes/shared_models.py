"""``/shared-models``: share, the two lists, one share and its history."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..exchange.index.cards import Filter
from ..model.base import Page
from ..model.events import HistoryEntry, ModelSource
from ..model.shares import (
    AddRecipients,
    Direction,
    Revoke,
    SharedModel,
    SharedModelDetails,
    SharedModels,
    ShareFeedback,
    ShareModel,
    ShareVersion,
    Sort,
)
from .base import CanvasShareHandler, PageQuery
from .operation import operation


class SharedModelQuery(PageQuery):
    direction: Direction
    source: ModelSource | None = None
    q: str = ""
    sort: Sort = "updated"


class SharedModelsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Shared by me, shared with me", query=SharedModelQuery, response=SharedModels)
    async def get(self, query: SharedModelQuery) -> str:
        wanted = Filter(query.direction, query.source, query.q, query.sort)
        return await self.services.shared_models.list(wanted, query.limit, query.after)

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
        return await self.services.shared_models.history(shared_model, query.limit, query.after)


class FeedbackHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Share feedback", body=ShareFeedback, response=SharedModel)
    async def post(self, shared_model: str, request: ShareFeedback) -> SharedModel:
        return await self.services.sharing.feedback(shared_model, request)


class VersionsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Share an update or an alternate", body=ShareVersion, response=SharedModel)
    async def post(self, shared_model: str, request: ShareVersion) -> SharedModel:
        return await self.services.sharing.share_version(shared_model, request)


class RecipientsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Share with more people", body=AddRecipients, response=SharedModel)
    async def post(self, shared_model: str, request: AddRecipients) -> SharedModel:
        return await self.services.sharing.add_recipients(shared_model, request)


class RevokeHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Take it back from everybody", body=Revoke, response=SharedModel)
    async def post(self, shared_model: str, request: Revoke) -> SharedModel:
        return await self.services.sharing.revoke(shared_model, request)


class RemoveHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Put it away", response=SharedModel)
    async def post(self, shared_model: str) -> SharedModel:
        return await self.services.marks.remove(shared_model)


class SeenHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Mark as read", response=SharedModel)
    async def post(self, shared_model: str) -> SharedModel:
        return await self.services.marks.seen(shared_model)


class ImportHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Try a failed import again", response=SharedModel)
    async def post(self, shared_model: str) -> SharedModel:
        await self.services.importing.retry(shared_model)
        return await self.services.shared_models.get(shared_model)
