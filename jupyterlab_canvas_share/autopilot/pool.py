"""A few worker processes that train and explain in parallel, each order within a time limit."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from ..bundle.environment import without_secrets
from .schedule import Answer, Assignment, Order, Result, failed, too_slow

DIED = (
    "The process that trained this model ended unexpectedly; the machine may have run out of "
    "memory. Train on fewer rows or columns."
)


@dataclass(eq=False)
class _Worker:
    process: subprocess.Popen[str]
    is_ready: bool = False
    order: Order | None = None
    started: float = 0.0

    @property
    def is_idle(self) -> bool:
        """Starting takes seconds, which are not those of its first order."""
        return self.is_ready and self.order is None

    @property
    def seconds(self) -> float:
        """Since it got its order."""
        return time.monotonic() - self.started


class WorkerPool:
    """``count`` workers over one work folder. Not for concurrent use."""

    def __init__(self, count: int, work: Path, candidates: Path) -> None:
        self._command = [
            *(sys.executable, "-P", "-m", "jupyterlab_canvas_share.autopilot.worker"),
            *(str(work), str(candidates)),
        ]
        self._answers: SimpleQueue[tuple[_Worker, str | None]] = SimpleQueue()
        self.size = count
        self._workers = [self._start() for _ in range(count)]

    def _start(self) -> _Worker:
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=without_secrets(),
        )
        worker = _Worker(process)
        threading.Thread(target=self._listen, args=(worker,), daemon=True).start()
        return worker

    def _listen(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None  # noqa: S101 - asked for above
        for line in worker.process.stdout:
            self._answers.put((worker, line))
        self._answers.put((worker, None))

    @property
    def running(self) -> tuple[Assignment, ...]:
        return tuple(worker.order.assignment for worker in self._workers if worker.order)

    @property
    def has_room(self) -> bool:
        return any(worker.is_idle for worker in self._workers)

    def submit(self, assignment: Assignment, seconds: float) -> None:
        """Give an idle worker something to do; there must be one."""
        worker = next(worker for worker in self._workers if worker.is_idle)
        worker.order = Order(assignment=assignment, seconds=seconds)
        worker.started = time.monotonic()
        assert worker.process.stdin is not None  # noqa: S101 - asked for above
        with suppress(BrokenPipeError):  # it died idle: the end of its output says so
            worker.process.stdin.write(worker.order.model_dump_json() + "\n")
            worker.process.stdin.flush()

    def wait(self, seconds: float) -> list[Result]:
        """Results that arrive within ``seconds``, failures among them; at once if there are."""
        found: list[Result] = []
        with suppress(Empty):
            worker, line = self._answers.get(timeout=seconds)
            # one that was replaced has nothing to say any more
            if worker in self._workers:
                found = self._died(worker) if line is None else self._answered(worker, line)
        return [*found, *self._overdue()]

    def cancel(self) -> tuple[Assignment, ...]:
        """End everything that runs; the workers stay. Returns what was ended."""
        ended = self.running
        for worker in [w for w in self._workers if w.order]:
            self._replace(worker)
        return ended

    def _answered(self, worker: _Worker, line: str) -> list[Result]:
        worker.is_ready, worker.order = True, None
        result = Answer.model_validate_json(line).result
        return [] if result is None else [result]

    def _died(self, worker: _Worker) -> list[Result]:
        if worker.order is None:
            # it cannot start at all: a new one would die the same way
            worker.process.wait()
            self._workers.remove(worker)
            return []
        answer = failed(worker.order.assignment, DIED, worker.seconds)
        self._replace(worker)
        return [answer]

    def _overdue(self) -> list[Result]:
        results = []
        for worker in [*self._workers]:
            if worker.order and worker.seconds > worker.order.seconds:
                results.append(too_slow(worker.order, worker.seconds))
                self._replace(worker)
        return results

    def _replace(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.wait()
        self._workers[self._workers.index(worker)] = self._start()

    @property
    def is_broken(self) -> bool:
        """No worker is left: none of them could start."""
        return not self._workers

    def close(self) -> None:
        """Kill all workers, in the middle of a fit if need be."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.wait()
        self._workers = []
