"""The process that opens bundles of strangers: ``python -m jupyterlab_canvas_share.bundle.worker``.

It has limits on memory, files and CPU time, gets no secrets from the server's environment, and
answers one request after the other. Arguments: the memory limit in bytes.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..model.base import Frozen
from ..model.errors import CanvasShareError, ErrorBody, Unavailable
from .messages import (
    LENGTH,
    REQUESTS,
    BatchDone,
    BatchProgress,
    BatchRequest,
    Failed,
    Predicted,
    PredictRequest,
    Request,
    Verified,
    VerifyRequest,
    framed,
)
from .recent import Recent

if TYPE_CHECKING:
    from .predictor import Predictor

#: Bundles kept open.
OPEN_LIMIT = 4
_OPEN_FILES = 128
_PROGRESS_SECONDS = 0.2


class Worker:
    """Opened bundles, and the answer to each kind of request."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._open: Recent[str, tuple[tuple[int, int, int] | None, Predictor]] = Recent(OPEN_LIMIT)
        self._said = 0.0

    def answer(self, request: Request) -> Frozen:
        """The last message to a request. An error is an answer, not the end of the worker."""
        try:
            if isinstance(request, VerifyRequest):
                predictor = self._opened(Path(request.path), request.sha256, request.size)
                return Verified(contents=predictor.contents)
            if isinstance(request, PredictRequest):
                predictor = self._opened(Path(request.path))
                return Predicted(
                    items=tuple(predictor.predict(request.rows, request.contributions))
                )
            return self._batch(request)
        except CanvasShareError as error:
            return Failed(error=type(error).__name__, body=error.body())
        except MemoryError:
            return Failed(
                error=Unavailable.__name__,
                body=ErrorBody(
                    code="worker_memory",
                    message="The model needs more memory than a prediction may take.",
                ),
            )

    def say(self, message: Frozen) -> None:
        """Write one message to the server."""
        self._out.write(framed(message))
        self._out.flush()

    def _batch(self, request: BatchRequest) -> BatchDone:
        from .batch import predict_file

        # single predictions, in other workers, come first
        os.nice(10)
        predictor = self._opened(Path(request.path))
        summary = predict_file(
            predictor, Path(request.source), Path(request.target), self._progress
        )
        return BatchDone(summary=summary)

    def _progress(self, done: int, total: int | None, failed: int) -> None:
        if time.monotonic() - self._said > _PROGRESS_SECONDS:
            self._said = time.monotonic()
            self.say(BatchProgress(done=done, total=total, failed=failed))

    def _opened(self, path: Path, sha256: str | None = None, size: int | None = None) -> Predictor:
        """The bundle, checked when it is first opened, when its file changes, and on request."""
        from .verify import open_bundle

        key = str(path)
        state = _state(path)
        known = self._open.get(key)
        if known is None or known[0] != state or sha256 is not None:
            self._open.forget(key)  # also when it cannot be opened any more
            known = self._open.keep(key, (state, open_bundle(path, sha256=sha256, size=size)))
        return known[1]


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the server closes the pipe."""
    worker = Worker(answers)
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        request = REQUESTS.validate_json(requests.read(LENGTH.unpack(head)[0]))
        _limit_cpu(request.cpu_seconds)
        worker.say(worker.answer(request))


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _limit_cpu(seconds: int) -> None:
    """The kernel ends the process this many CPU seconds from now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> None:
    """Set the limits, keep the pipe to ourselves, serve."""
    memory = int(sys.argv[1])
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        hard = resource.getrlimit(limit)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (most, most))
    # a library that prints must not write into the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
