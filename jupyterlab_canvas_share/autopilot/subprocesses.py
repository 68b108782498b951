"""The subprocesses that train, as the server sees them: started, stopped, seen to be alive."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time

from ..bundle.environment import without_secrets
from .folder import JobFolder, write_json
from .processes import is_alive, mark

#: After SIGTERM a job has this long to finish as Stopped.
KILL_AFTER_SECONDS = 10.0
#: After it told its end, a process has this long to tidy up.
LAST_WORDS_SECONDS = 3.0


class Subprocesses:
    """One for each job, of this server or of one before it."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._killers: set[asyncio.Task[None]] = set()

    def start(self, folder: JobFolder) -> None:
        with folder.log.open("ab") as log:
            child = subprocess.Popen(
                # -P: a polars.py beside somebody's data is not the library
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "jupyterlab_canvas_share.autopilot.run",
                    str(folder.path),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=without_secrets(),
                # of its own group: Ctrl-C on the server does not end a training
                start_new_session=True,
            )
        self._children[str(folder.path)] = child
        with contextlib.suppress(ProcessLookupError):
            write_json(folder.process, mark(child.pid))

    def is_running(self, folder: JobFolder) -> bool | None:
        """None where no process was ever noted, as between creating and starting one."""
        child = self._children.get(str(folder.path))
        if child is not None and child.poll() is not None:
            del self._children[str(folder.path)]
        process = folder.read_process()
        return None if process is None else is_alive(process)

    def ask_to_stop(self, folder: JobFolder) -> None:
        folder.stop.touch()
        process = folder.read_process()
        if process and is_alive(process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)

    def end(self, folder: JobFolder) -> None:
        """Return once the process is gone that has told its end. Blocks for seconds at most."""
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        while self.is_running(folder):
            if time.monotonic() > deadline:
                _kill(folder)
            time.sleep(0.05)

    def kill_later(self, folder: JobFolder) -> None:
        """End it, in a while, if being asked was not enough."""
        task = asyncio.create_task(self._kill_later(folder))
        self._killers.add(task)
        task.add_done_callback(self._killers.discard)

    async def _kill_later(self, folder: JobFolder) -> None:
        await asyncio.sleep(KILL_AFTER_SECONDS)
        await asyncio.to_thread(_kill, folder)


def _kill(folder: JobFolder) -> None:
    process = folder.read_process()
    if process and is_alive(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
