"""``/shared-models/{id}/predictions`` and ``/batch-predictions``."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import IO, Annotated

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from pydantic import Field
from tornado.web import HTTPError, authenticated, stream_request_body

from ..model.base import Frozen, Page
from ..model.errors import BadRequest, TooLarge
from ..model.events import OBJECT_LIMIT
from ..model.predictions import BatchPrediction, Predict, Predictions
from .base import CanvasShareHandler, PageQuery
from .download import send_file
from .operation import ROWS_LIMIT, operation

#: At least as many digits as any length that is allowed.
_LENGTH = re.compile("[0-9]{1,20}")


class UploadQuery(Frozen):
    """The name the person knows the file by; it is shown, never opened."""

    filename: Annotated[str, Field(min_length=1, max_length=255)]


class PredictionsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Single prediction", body=Predict, response=Predictions, limit=ROWS_LIMIT)
    async def post(self, shared_model: str, request: Predict) -> Predictions:
        return await self.services.predicting.predict(shared_model, request)


@stream_request_body
class BatchPredictionsHandler(CanvasShareHandler):
    """The upload goes to a file as it arrives: a gigabyte never lies in memory."""

    _upload: IO[bytes] | None = None

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        if self.request.method != "POST":
            return
        # the decorators of the verb run after the body has arrived: too late for a gigabyte
        if not self.current_user or not await ensure_async(
            self.authorizer.is_authorized(self, self.current_user, "write", self.auth_resource)
        ):
            raise HTTPError(403)
        self.request.connection.set_max_body_size(OBJECT_LIMIT)  # type: ignore[union-attr]
        # a length that is no number is tornado's to refuse
        length = self.request.headers.get("Content-Length", "")
        if _LENGTH.fullmatch(length) and int(length) > OBJECT_LIMIT:
            raise TooLarge("A file may have at most 1 GB; split it and predict the parts.")
        await self.ready()
        self._upload = await self.services.predicting.new_upload()

    async def data_received(self, chunk: bytes) -> None:
        if self._upload is not None:
            await asyncio.to_thread(self._upload.write, chunk)

    def on_finish(self) -> None:
        super().on_finish()
        self._discard_upload()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._discard_upload()

    def _discard_upload(self) -> None:
        if self._upload is not None:
            self._upload.close()
            Path(self._upload.name).unlink(missing_ok=True)
            self._upload = None

    @authenticated
    @authorized
    @operation("The batch predictions", query=PageQuery, response=Page[BatchPrediction])
    async def get(self, shared_model: str, query: PageQuery) -> Page[BatchPrediction]:
        return await self.services.predicting.batches(shared_model, query.limit, query.after)

    @authenticated
    @authorized
    @operation(
        "Batch prediction: a CSV or Parquet file in",
        query=UploadQuery,
        body="application/octet-stream",
        response=BatchPrediction,
        status=201,
    )
    async def post(self, shared_model: str, query: UploadQuery) -> BatchPrediction:
        upload = self._upload
        if upload is None:
            raise BadRequest("There is no file in the request.", code="no_file")
        await asyncio.to_thread(upload.flush)
        return await self.services.predicting.start_batch(
            shared_model, query.filename, Path(upload.name)
        )


class BatchPredictionHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("One batch prediction", response=BatchPrediction)
    async def get(self, shared_model: str, batch: str) -> BatchPrediction:
        return await self.services.predicting.batch(shared_model, batch)


class BatchResultHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Download the result", response="text/csv")
    async def get(self, shared_model: str, batch: str) -> None:
        job = await self.services.predicting.batch(shared_model, batch)
        path = await self.services.predicting.batch_result(shared_model, batch)
        name = f"{Path(job.filename).stem}-predictions.csv"
        await send_file(self, path, name, "text/csv; charset=utf-8")
