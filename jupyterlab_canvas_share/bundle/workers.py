"""The server's side of the worker processes: a few kept warm, killed when they take too long.

Whatever a hostile bundle does to a worker, the server sees an error: ``BundleInvalid`` while the
bundle is verified, ``Unavailable`` while it predicts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from ..model.bundle import BundleContents, Value
from ..model.errors import CanvasShareError, Unavailable
from ..model.predictions import Prediction
from .errors import BundleInvalid
from .messages import (
    LEFTOVERS,
    BatchDone,
    BatchProgress,
    BatchRequest,
    BatchSummary,
    OnProgress,
    Predicted,
    PredictRequest,
    Verified,
    VerifyRequest,
)
from .process import WorkerDied, WorkerProcess, WorkerTimeout

GIB = 1024**3
T = TypeVar("T")


class Workers:
    """A pool of at most ``size`` workers, started when first needed.

    ``memory_limit`` is the address space of one worker in bytes; timeouts are wall-clock
    seconds."""

    def __init__(
        self,
        size: int = 2,
        *,
        memory_limit: int = 4 * GIB,
        verify_timeout: float = 60,
        predict_timeout: float = 60,
        batch_timeout: float = 6 * 3600,
    ) -> None:
        self._size = size
        self._memory_limit = memory_limit
        self._verify_timeout = verify_timeout
        self._predict_timeout = predict_timeout
        self._batch_timeout = batch_timeout
        self._idle: list[WorkerProcess] = []
        self._all: set[WorkerProcess] = set()
        self._slots = asyncio.Semaphore(size)
        self._batches = asyncio.Semaphore(1)
        self._closed = False
        #: How often bundles were forgotten.
        self._forgotten = 0

    async def verify(
        self, path: Path, *, sha256: str | None = None, size: int | None = None
    ) -> BundleContents:
        """Check a bundle in every way and replay its made-up rows. Raises ``BundleInvalid``,
        also if the check crashes, takes too long or too much memory, and ``NotFound``."""
        request = VerifyRequest(
            path=str(path), sha256=sha256, size=size, cpu_seconds=_cpu(self._verify_timeout)
        )
        try:
            async with self._worker(path) as worker:
                answer = await worker.ask(request, self._verify_timeout)
        except WorkerTimeout:
            raise BundleInvalid(
                f"Checking the model took longer than {self._verify_timeout:.0f} s, so it was not "
                "opened."
            ) from None
        except WorkerDied:
            raise BundleInvalid(
                "The model crashed the process that checked it, so it was not opened."
            ) from None
        except Unavailable as error:
            raise BundleInvalid(error.message) from None
        return _expect(answer, Verified).contents

    async def predict(
        self, path: Path, rows: Sequence[Mapping[str, Value]], *, contributions: bool = False
    ) -> list[Prediction]:
        """Predictions for raw rows. Raises what ``Predictor.predict`` raises, ``BundleInvalid``
        and ``NotFound`` for the file, and ``Unavailable`` if the worker crashes or is too slow."""
        request = PredictRequest(
            path=str(path),
            rows=tuple(dict(row) for row in rows),
            contributions=contributions,
            cpu_seconds=_cpu(self._predict_timeout),
        )
        try:
            async with self._worker(path) as worker:
                answer = await worker.ask(request, self._predict_timeout)
        except WorkerTimeout:
            raise Unavailable(
                f"The prediction took longer than {self._predict_timeout:.0f} s and was stopped. "
                "Try fewer rows at once.",
                code="worker_timeout",
            ) from None
        except WorkerDied:
            raise _crashed() from None
        return list(_expect(answer, Predicted).items)

    async def batch(
        self, path: Path, source: Path, target: Path, on_progress: OnProgress
    ) -> BatchSummary:
        """Predict a file into a CSV, in a worker of its own; see ``batch.predict_file``.

        One batch runs at a time. ``on_progress`` is called on the event loop. Cancelling stops
        the worker; nothing is left at ``target`` unless the batch is whole."""
        request = BatchRequest(
            path=str(path),
            source=str(source),
            target=str(target),
            cpu_seconds=_cpu(self._batch_timeout),
        )
        async with self._batches:
            worker = await self._start()
            try:
                async with asyncio.timeout(self._batch_timeout):
                    answer = await worker.ask(request, self._batch_timeout)
                    while isinstance(answer, BatchProgress):
                        on_progress(answer.done, answer.total, answer.failed)
                        answer = await worker.receive(self._batch_timeout)
                summary = _expect(answer, BatchDone).summary
            except (WorkerTimeout, TimeoutError):
                raise Unavailable(
                    "The batch prediction took too long and was stopped. Split the file.",
                    code="worker_timeout",
                ) from None
            except WorkerDied:
                raise _crashed() from None
            finally:
                await self._end(worker)
                await asyncio.to_thread(_remove_leftovers, target)
        on_progress(summary.rows, summary.rows, summary.failed)
        return summary

    async def forget(self, paths: Iterable[Path]) -> None:
        """End the workers that hold these bundles in memory; one that answers just now, after it
        has answered."""
        self._forgotten += 1
        forgotten = {str(path) for path in paths}
        for worker in [worker for worker in self._all if worker.opened & forgotten]:
            if worker in self._idle:
                self._idle.remove(worker)
                await self._end(worker)
            else:
                worker.is_last = True

    async def close(self) -> None:
        """End all workers. The pool cannot be used afterwards."""
        self._closed = True
        self._idle.clear()
        for worker in list(self._all):
            await self._end(worker)

    @asynccontextmanager
    async def _worker(self, path: Path) -> AsyncIterator[WorkerProcess]:
        """An idle worker, best one that has the bundle open. One that fails is not used again."""
        async with self._slots:
            forgotten = self._forgotten
            worker = self._pick(str(path)) or await self._start()
            worker.opened.add(str(path))
            # what was forgotten while it started may be this bundle
            worker.is_last = worker.is_last or forgotten != self._forgotten
            try:
                yield worker
            except CanvasShareError:
                # the worker answered, and lives
                await self._put_back(worker)
                raise
            except BaseException:
                # crashed, or its answer is still under way and would be taken for the next one's
                await self._end(worker)
                raise
            await self._put_back(worker)

    async def _put_back(self, worker: WorkerProcess) -> None:
        if worker.is_last:
            await self._end(worker)
        else:
            self._idle.append(worker)

    def _pick(self, path: str) -> WorkerProcess | None:
        living = [worker for worker in self._idle if worker.alive]
        for dead in set(self._idle).difference(living):
            self._all.discard(dead)
        self._idle = living
        if not living:
            return None
        chosen = next((worker for worker in living if path in worker.opened), living[0])
        if path not in chosen.opened and len(self._all) < self._size:
            return None
        self._idle.remove(chosen)
        return chosen

    async def _start(self) -> WorkerProcess:
        if self._closed:
            raise Unavailable("The server is stopping.", code="stopping")
        worker = await WorkerProcess.start(self._memory_limit)
        self._all.add(worker)
        return worker

    async def _end(self, worker: WorkerProcess) -> None:
        self._all.discard(worker)
        await worker.kill()


def _cpu(timeout: float) -> int:
    """CPU seconds for a request: what one thread can use in the time, and a little more."""
    return int(timeout) + 5


def _expect(answer: object, kind: type[T]) -> T:
    if not isinstance(answer, kind):
        raise _crashed()
    return answer


def _crashed() -> Unavailable:
    return Unavailable(
        "The process that computes predictions ended. Try again; if it ends again, the model or "
        "the file asks for more than it may take.",
        code="worker_crashed",
    )


def _remove_leftovers(target: Path) -> None:
    for suffix in LEFTOVERS:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
