"""``/models``: what can be shared, and what is inside it."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..model.base import Page
from ..model.details import ModelDetails, ModelSummary
from ..model.events import ModelSource
from .base import CanvasShareHandler, PageQuery
from .download import send_file
from .operation import operation


class ModelQuery(PageQuery):
    source: ModelSource | None = None
    q: str = ""


class ModelsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("What can be shared", query=ModelQuery, response=Page[ModelSummary])
    async def get(self, query: ModelQuery) -> Page[ModelSummary]:
        return await self.services.models.list(query.source, query.q, query.limit, query.after)


class ModelHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Model details", response=ModelDetails)
    async def get(self, source: str, model_id: str) -> ModelDetails:
        return await self.services.details.model(source, model_id)


class ArtifactHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Download one artifact", response="application/octet-stream")
    async def get(self, source: str, model_id: str, artifact: str) -> None:
        path = await self.services.models.artifact_file(source, model_id, artifact)
        await send_file(self, path, path.name, "application/octet-stream")
