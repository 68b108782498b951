"""One worker process as the server sees it: ask, receive, kill."""

from __future__ import annotations

import asyncio
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

from pydantic import ValidationError

from ..model import errors
from ..model.base import Frozen
from ..model.errors import CanvasShareError
from .environment import without_secrets
from .errors import BundleInvalid
from .messages import ANSWERS, LENGTH, MESSAGE_LIMIT, Answer, Failed, framed

#: Beyond this, JSON is parsed in a thread: the event loop must not wait.
_LARGE = 256 * 1024
_ERRORS: dict[str, type[CanvasShareError]] = {
    name: value
    for name, value in {**vars(errors), "BundleInvalid": BundleInvalid}.items()
    if isinstance(value, type) and issubclass(value, CanvasShareError)
}


class WorkerDied(Exception):
    """The process ended, or said something that is no answer."""


class WorkerTimeout(Exception):
    """No answer in time."""


class WorkerProcess:
    """A running worker. After an exception that is not a ``CanvasShareError``, kill it."""

    def __init__(self, process: Process, stdin: StreamWriter, stdout: StreamReader) -> None:
        self._process = process
        self._stdin = stdin
        self._stdout = stdout
        #: Paths of the bundles it was asked for.
        self.opened: set[str] = set()
        #: To be ended once it has answered: it holds what nobody may use any more.
        self.is_last = False

    @classmethod
    async def start(cls, memory_limit: int) -> WorkerProcess:
        """Start one, with its limits set before it loads anything."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "jupyterlab_canvas_share.bundle.worker",
            str(memory_limit),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**without_secrets(), "POLARS_MAX_THREADS": "1"},
            start_new_session=True,
        )
        if process.stdin is None or process.stdout is None:
            raise WorkerDied
        return cls(process, process.stdin, process.stdout)

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.returncode is None

    async def ask(self, request: Frozen, seconds: float) -> Answer:
        """Send a request and wait for the first answer; see ``receive``."""
        try:
            async with asyncio.timeout(seconds):
                self._stdin.write(framed(request))
                await self._stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            raise WorkerDied from None
        except TimeoutError:
            raise WorkerTimeout from None
        return await self.receive(seconds)

    async def receive(self, seconds: float) -> Answer:
        """The next answer. Raises the ``CanvasShareError`` it tells of, ``WorkerDied`` or
        ``WorkerTimeout`` after ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                (length,) = LENGTH.unpack(await self._stdout.readexactly(LENGTH.size))
                if length > MESSAGE_LIMIT:
                    raise WorkerDied
                data = await self._stdout.readexactly(length)
            large = length > _LARGE
            answer = (
                await asyncio.to_thread(ANSWERS.validate_json, data)
                if large
                else ANSWERS.validate_json(data)
            )
        except (asyncio.IncompleteReadError, ConnectionResetError, ValidationError):
            raise WorkerDied from None
        except TimeoutError:
            raise WorkerTimeout from None
        if isinstance(answer, Failed):
            kind = _ERRORS.get(answer.error)
            if kind is None:
                raise WorkerDied
            raise kind(answer.body.message, code=answer.body.code, details=answer.body.details)
        return answer

    async def kill(self) -> None:
        """End it now."""
        with suppress(ProcessLookupError):
            self._process.kill()
        # else the pipe is closed when somebody notices, perhaps after the event loop has ended
        self._stdin.close()
        await self._process.wait()
