"""A few worker processes that train and explain in parallel, each order within a time limit."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from ..bundle.environment import without_secrets
from .schedule import Answer, Assignment, Order, Result, failed, too_slow

DIED = (
    "The process that trained this model ended unexpectedly; the machine may have run out of "
    "memory. Train on fewer rows or columns."
)


@dataclass
class _Worker:
    process: subprocess.Popen[str]
    order: Order | None = None
    started: float = 0.0

    @property
    def is_overdue(self) -> bool:
        return self.order is not None and time.monotonic() > self.started + self.order.seconds


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
        return any(worker.order is None for worker in self._workers)

    def submit(self, assignment: Assignment, seconds: float) -> None:
        """Give an idle worker something to do; there must be one."""
        worker = next(worker for worker in self._workers if worker.order is None)
        worker.order = Order(assignment=assignment, seconds=seconds)
        worker.started = time.monotonic()
        try:
            assert worker.process.stdin is not None  # noqa: S101 - asked for above
            worker.process.stdin.write(worker.order.model_dump_json() + "\n")
            worker.process.stdin.flush()
        except BrokenPipeError:
            pass  # it died idle: the end of its output says so

    def wait(self, seconds: float) -> list[Result]:
        """Results that arrive within ``seconds``, failures among them; at once if there are."""
        try:
            worker, line = self._answers.get(timeout=seconds)
        except Empty:
            return self._overdue()
        if line is not None and worker in self._workers and worker.order:
            worker.order = None
            return [Answer.model_validate_json(line).result, *self._overdue()]
        if line is None and worker in self._workers:
            return [*self._replace(worker, DIED), *self._overdue()]
        return self._overdue()

    def cancel(self) -> tuple[Assignment, ...]:
        """End everything that runs; the workers stay. Returns what was ended."""
        ended = self.running
        for worker in [w for w in self._workers if w.order]:
            worker.process.kill()
            self._replace(worker, "")
        return ended

    def _overdue(self) -> list[Result]:
        results = []
        for worker in [w for w in self._workers if w.is_overdue]:
            worker.process.kill()
            seconds = worker.order.seconds if worker.order else 0.0
            results += self._replace(worker, too_slow(seconds))
        return results

    def _replace(self, worker: _Worker, reason: str) -> list[Result]:
        worker.process.wait()
        order, seconds = worker.order, time.monotonic() - worker.started
        # one that dies without an order cannot start at all: a new one would die the same way
        self._workers = [w for w in self._workers if w is not worker]
        if order is None:
            return []
        self._workers.append(self._start())
        return [failed(order.assignment, reason, seconds)]

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
