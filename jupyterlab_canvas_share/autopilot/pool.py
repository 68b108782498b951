"""A few worker processes that run trials in parallel, each within a time limit."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from ..bundle.environment import without_secrets
from .schedule import Trial, TrialResult

DIED = (
    "The process that trained this model ended unexpectedly; the machine may have run out of "
    "memory. Train on fewer rows or columns."
)


@dataclass
class _Worker:
    process: subprocess.Popen[str]
    trial: Trial | None = None
    deadline: float = 0.0
    limit: float = 0.0


class WorkerPool:
    """``count`` workers over one work folder. Not for concurrent use."""

    def __init__(self, count: int, work: Path, candidates: Path) -> None:
        self._command = [
            *(sys.executable, "-P", "-m", "jupyterlab_canvas_share.autopilot.worker"),
            *(str(work), str(candidates)),
        ]
        self._answers: SimpleQueue[tuple[_Worker, str | None]] = SimpleQueue()
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
    def running(self) -> tuple[Trial, ...]:
        return tuple(worker.trial for worker in self._workers if worker.trial)

    @property
    def has_room(self) -> bool:
        return any(worker.trial is None for worker in self._workers)

    def submit(self, trial: Trial, limit_seconds: float) -> None:
        """Give a trial to an idle worker; there must be one."""
        worker = next(worker for worker in self._workers if worker.trial is None)
        worker.trial, worker.limit = trial, limit_seconds
        worker.deadline = time.monotonic() + limit_seconds
        try:
            assert worker.process.stdin is not None  # noqa: S101 - asked for above
            worker.process.stdin.write(trial.model_dump_json() + "\n")
            worker.process.stdin.flush()
        except BrokenPipeError:
            pass  # it died idle: the end of its output says so

    def wait(self, seconds: float) -> list[TrialResult]:
        """Results that arrive within ``seconds``, failures among them; at once if there are."""
        try:
            worker, line = self._answers.get(timeout=seconds)
        except Empty:
            return self._overdue()
        if line is not None and worker in self._workers and worker.trial:
            worker.trial = None
            return [TrialResult.model_validate_json(line), *self._overdue()]
        if line is None and worker in self._workers:
            return [*self._replace(worker, DIED), *self._overdue()]
        return self._overdue()

    def cancel(self) -> tuple[Trial, ...]:
        """End every trial that runs; the workers stay. Returns what was ended."""
        ended = self.running
        for worker in [w for w in self._workers if w.trial]:
            worker.process.kill()
            self._replace(worker, "")
        return ended

    def _overdue(self) -> list[TrialResult]:
        now = time.monotonic()
        results = []
        for worker in [w for w in self._workers if w.trial and now > w.deadline]:
            worker.process.kill()
            reason = f"Training took longer than its limit of {worker.limit:.0f} seconds."
            results += self._replace(worker, reason)
        return results

    def _replace(self, worker: _Worker, reason: str) -> list[TrialResult]:
        worker.process.wait()
        trial = worker.trial
        # one that dies without a trial cannot start at all: a new one would die the same way
        self._workers = [w for w in self._workers if w is not worker]
        if trial is None:
            return []
        self._workers.append(self._start())
        return [TrialResult(candidate=trial.candidate, failure_reason=reason)]

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
