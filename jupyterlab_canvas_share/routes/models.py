"""``/models``: what can be shared, and what is inside it."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..model.base import Page
from ..model.details import ModelDetails, ModelSummary
from ..model.events import ModelSource
from ..model.predictions import Predict, Predictions
from .base import CanvasShareHandler, PageQuery
from .download import send_file
from .operation import ROWS_LIMIT, operation


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


class ModelPredictionsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation(
        "Predict and explain rows with a model of one's own",
        body=Predict,
        response=Predictions,
        limit=ROWS_LIMIT,
    )
    async def post(self, source: str, model_id: str, request: Predict) -> Predictions:
        return await self.services.explaining.predict(source, model_id, request)


class ArtifactHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Download one artifact", response="application/octet-stream")
    async def get(self, source: str, model_id: str, artifact: str) -> None:
        path = await self.services.models.artifact_file(source, model_id, artifact)
        await send_file(self, path, path.name, "application/octet-stream")
