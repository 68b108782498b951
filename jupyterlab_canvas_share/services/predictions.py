"""Predictions with a shared model: a few rows at once, or a file as a background job."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..model.base import Page
from ..model.errors import CanvasShareError, Conflict, NotFound
from ..model.events import SharedModelId
from ..model.paging import page, page_size, read_cursor
from ..model.predictions import BatchPrediction, Predict, Predictions
from .batch_files import BatchFiles
from .importing import Importing
from .row_predictions import predict_rows
from .sharing import OnEvent

if TYPE_CHECKING:
    from ..bundle.workers import Workers

log = logging.getLogger(__name__)


class Predicting:
    """Answers rows, and runs batch predictions that go on with the page closed. A batch that a
    stop of the server cut off begins again at the next start."""

    def __init__(
        self, importing: Importing, workers: Workers, folder: Path, on_event: OnEvent
    ) -> None:
        self._importing = importing
        self._workers = workers
        self._files = BatchFiles(folder)
        self._on_event = on_event
        self._running: dict[str, BatchPrediction] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work: dict[str, asyncio.Task[BatchPrediction]] = {}

    async def start(self) -> None:
        await asyncio.to_thread(self._files.remove_abandoned_uploads)
        for batch in await asyncio.to_thread(self._files.unfinished):
            self._run(batch)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def predict(self, id: SharedModelId, request: Predict) -> Predictions:
        """Predictions for rows, in their order.

        Raises BadRequest (``unknown_column``, ``wrong_type``, ``schema_mismatch``), what
        ``Importing.contents`` raises, and Unavailable when the worker ended.
        """
        contents = await self._importing.contents(id)
        path = await self._importing.bundle_path(id)
        return await predict_rows(self._workers, path, contents, request)

    async def new_upload(self) -> IO[bytes]:
        """A new file for ``start_batch``, where it costs nothing to move; the caller removes it."""
        return await asyncio.to_thread(self._files.new_upload)

    async def start_batch(self, id: SharedModelId, filename: str, source: Path) -> BatchPrediction:
        """Begin to predict a CSV or Parquet file, which is moved away from ``source``.

        Raises what ``Importing.contents`` raises. What is wrong with the file shows as a failed
        batch with its reason.
        """
        await self._importing.contents(id)
        batch = await asyncio.to_thread(self._files.create, id, filename, source)
        self._run(batch)
        self._on_event("batch", id)
        return batch

    async def batches(
        self, id: SharedModelId, limit: int = 50, after: str | None = None
    ) -> Page[BatchPrediction]:
        """Newest first. Raises NotFound, BadRequest."""
        cursor = read_cursor(after, (str,))
        await self._importing.check(id)
        stored = await asyncio.to_thread(self._files.of_shared_model, id)
        found = [
            self._running.get(batch.id, batch)
            for batch in stored
            if cursor is None or batch.id < str(cursor[0])
        ]
        return page(found, page_size(limit), lambda batch: batch, lambda batch: (batch.id,))

    async def batch(self, id: SharedModelId, batch_id: str) -> BatchPrediction:
        """One batch as it is now. Raises NotFound (``batch_not_found``)."""
        await self._importing.check(id)
        stored = await asyncio.to_thread(self._files.read, id, batch_id)
        if stored is None:
            raise NotFound("There is no such batch prediction.", code="batch_not_found")
        return self._running.get(batch_id, stored)

    async def batch_result(self, id: SharedModelId, batch_id: str) -> Path:
        """The CSV. Raises NotFound; Conflict (``batch_not_ready``)."""
        batch = await self.batch(id, batch_id)
        if batch.status != "Ready":
            raise Conflict(
                f"There is no result: {batch.failure_reason}"
                if batch.status == "Failed"
                else "The batch prediction is not ready yet; its progress shows how far it is.",
                code="batch_not_ready",
            )
        return self._files.result(batch)

    @property
    def shared_models(self) -> set[SharedModelId]:
        """Those with a batch that is not done yet."""
        return {batch.shared_model for batch in self._running.values()}

    def stop_batches(self, id: SharedModelId, reason: str) -> None:
        """Let the batches of a SharedModel that still run fail with this reason."""
        for batch in self._running.values():
            if batch.shared_model == id and batch.id in self._at_work:
                self._at_work[batch.id].cancel(reason)

    def _run(self, batch: BatchPrediction) -> None:
        self._running[batch.id] = batch
        task = asyncio.create_task(self._predict_file(batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _predict_file(self, batch: BatchPrediction) -> None:
        lock = await self._claim(batch)
        if lock is None:
            del self._running[batch.id]
            return
        try:
            ended = await self._unless_stopped(batch)
            await asyncio.to_thread(self._files.write, ended)
            await asyncio.to_thread(self._files.input(batch).unlink, missing_ok=True)
        finally:
            os.close(lock)
            del self._running[batch.id]
        self._on_event("batch", batch.shared_model)

    async def _claim(self, batch: BatchPrediction) -> int | None:
        claiming = asyncio.create_task(asyncio.to_thread(self._files.claim, batch))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            # the thread goes on, and what it claims would stay claimed
            if (lock := await claiming) is not None:
                os.close(lock)
            raise

    async def _unless_stopped(self, batch: BatchPrediction) -> BatchPrediction:
        work = self._at_work[batch.id] = asyncio.create_task(self._outcome(batch))
        try:
            await asyncio.wait({work})
        finally:
            # this server stops: the worker is to end too
            del self._at_work[batch.id]
            if work.cancel():
                await asyncio.wait({work})
        try:
            return work.result()
        except asyncio.CancelledError as stopped:
            return _failed(batch, str(stopped))

    async def _outcome(self, batch: BatchPrediction) -> BatchPrediction:
        def show(done: int, total: int | None, failed: int) -> None:
            self._running[batch.id] = batch.model_copy(
                update={"rows_done": done, "rows_total": total, "rows_failed": failed}
            )

        try:
            bundle = await self._importing.bundle_path(batch.shared_model)
            summary = await self._workers.batch(
                bundle, self._files.input(batch), self._files.result(batch), show
            )
        except CanvasShareError as error:
            # what reads the file knows it by our name for it, the person by theirs
            reason = error.message.replace(self._files.input(batch).name, batch.filename)
            return _failed(batch, reason)
        except OSError as error:
            log.exception("The batch prediction %s failed", batch.id)
            reason = f"The file could not be predicted on this machine: {error.strerror or error}."
            return _failed(batch, reason)
        return batch.model_copy(
            update={
                "status": "Ready",
                "rows_done": summary.rows,
                "rows_total": summary.rows,
                "rows_failed": summary.failed,
                "notices": summary.notices,
                "preview": summary.preview,
            }
        )


def _failed(batch: BatchPrediction, reason: str) -> BatchPrediction:
    return batch.model_copy(update={"status": "Failed", "failure_reason": reason})
