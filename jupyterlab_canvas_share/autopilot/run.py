"""One AutoML job, as a process of its own.

``python -m jupyterlab_canvas_share.autopilot.run <job folder>``

SIGTERM, or a file ``stop`` in the folder, ends it as Stopped; what is finished stays usable.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import CanvasShareError
from ..model.jobs import Algorithm, AutoMLJobSecondaryStatus, AutoMLJobStatus
from .clock import Clock
from .folder import JobFolder, write_json
from .memory import OUT_OF_MEMORY, READER_SHARE, is_out_of_memory, limit_memory
from .mode import ensembles_of
from .pool import WorkerPool
from .processes import mark
from .queue import TrainingLock
from .reporting import Reporter
from .schedule import Trial
from .training import Training

if TYPE_CHECKING:
    from .task import Task

WORKERS = 2
#: Behind the server, which must answer while models are trained.
NICENESS = 10
_RUNNING: dict[str, AutoMLJobSecondaryStatus] = {
    "ENSEMBLING": "TrainingModels",
    "HYPERPARAMETER_TUNING": "ModelTuning",
}


class Stopped(Exception):
    """Somebody asked to stop."""


class TimeEnded(Exception):
    """The budget ended while the data was read."""


class Run:
    """The life of one job."""

    def __init__(self, path: Path) -> None:
        self.folder = JobFolder(path)
        self.record = self.folder.record()
        self.reporter = Reporter(self.folder, self.record)
        self.stop_asked = False
        self.waits_for: str | None = None
        self.pool: WorkerPool | None = None
        self.training: Training | None = None

    def execute(self) -> None:
        """Run to an end that ``status.json`` tells, whatever happens."""
        signal.signal(signal.SIGTERM, self._ask_stop)
        write_json(self.folder.process, mark(os.getpid()))
        os.nice(NICENESS)
        try:
            self._execute()
        except Stopped:
            if self.training:
                self.training.cancel("The experiment was stopped.")
            self._end("Stopped", "Stopped")
        except CanvasShareError as error:
            traceback.print_exc()
            self._end("Failed", "Failed", error.message)
        except Exception as error:
            # the person gets a sentence, the log gets the traceback
            traceback.print_exc()
            kind = type(error).__name__
            unexpected = f"Training failed unexpectedly ({kind}); the log has more."
            self._end("Failed", "Failed", OUT_OF_MEMORY if is_out_of_memory(error) else unexpected)
        finally:
            self._tidy()

    def _tidy(self) -> None:
        if self.pool:
            self.pool.close()
        shutil.rmtree(self.folder.work, ignore_errors=True)

    def _ask_stop(self, *_: object) -> None:
        self.stop_asked = True

    def _check_stop(self) -> None:
        if self.stop_asked or self.folder.stop.exists():
            raise Stopped

    def _wait(self, holder: str, seconds: float) -> None:
        self._check_stop()
        if holder != self.waits_for:
            self.waits_for = holder
            message = f"Waiting for the experiment {holder}" if holder else "Waiting"
            self.reporter.report("InProgress", "Starting", message, queued_behind=holder or None)
        time.sleep(seconds)

    def _execute(self) -> None:
        TrainingLock(self.folder.path.parent).acquire(self.record.request.name, self._wait)
        request = self.record.request
        clock = Clock(request.time_budget_seconds, request.max_runtime_per_candidate_seconds)
        self.reporter.report("InProgress", "AnalyzingData", "Reading the data")
        self.folder.work.mkdir(exist_ok=True)
        self.folder.candidates.mkdir(exist_ok=True)
        self.pool = WorkerPool(WORKERS, self.folder.work, self.folder.candidates)
        limit_memory(READER_SHARE)
        try:
            task = self._prepare(clock)
        except TimeEnded:
            raise CanvasShareError(self._too_little_time()) from None
        self._check_stop()
        self._train(self.pool, clock, task)

    def _prepare(self, clock: Clock) -> Task:
        from .prepare import prepare

        self._check_stop()
        with _interrupted_after(clock.left):
            return prepare(self.folder, self.record)

    def _train(self, pool: WorkerPool, clock: Clock, task: Task) -> None:
        from .candidates import search_of

        record = self.record
        search, trials = search_of(self.folder, record, task)
        ensembles = ensembles_of(record.request, record.mode)
        most = trials + len(ensembles)
        self.reporter.plan(most)
        self.reporter.report("InProgress", "CandidateDefinitionsGenerated", f"Up to {most} models")
        training = Training(
            pool,
            clock,
            self.reporter,
            objective=record.objective,
            running=_RUNNING[record.mode],
            check=self._check_stop,
        )
        self.training = training
        all_done = training.search(search)
        if not training.completed:
            raise CanvasShareError(self._why_nothing(training, all_done))
        if len(training.completed) > 1 and ensembles:
            all_done &= training.ensembles(_ensembles(ensembles, training.completed))
        training.explanations()
        self._end("Completed", self._how(training, all_done))

    def _how(self, training: Training, all_done: bool) -> AutoMLJobSecondaryStatus:
        if not all_done:
            return "MaxAutoMLJobRuntimeReached"
        if training.unexplainable:
            return "ExplainabilityError"
        return "MaxCandidatesReached" if self.record.request.max_candidates else "Completed"

    def _end(
        self,
        status: AutoMLJobStatus,
        secondary: AutoMLJobSecondaryStatus,
        failure: str | None = None,
    ) -> None:
        count = len(self.training.completed) if self.training else 0
        models = "1 model is" if count == 1 else f"{count} models are"
        messages = {
            "Completed": f"{models} ready",
            "MaxCandidatesReached": f"{models} ready",
            "MaxAutoMLJobRuntimeReached": f"The time budget ended; {models} ready",
            "ExplainabilityError": f"{models} ready; not all of them could be explained",
            "Stopped": f"Stopped; {models} ready",
            "Failed": "Failed",
        }
        # who is told of the end finds no rows any more
        self._tidy()
        self.reporter.report(status, secondary, messages[secondary], failure=failure)

    def _too_little_time(self) -> str:
        return (
            f"The time budget of {self.record.request.time_budget_seconds} seconds ended before a "
            "model was trained. Create the experiment again with more time, or with fewer rows."
        )

    def _why_nothing(self, training: Training, all_done: bool) -> str:
        if not all_done:
            return self._too_little_time()
        return f"No model could be trained. {' '.join(training.failures[:3])}"


def _ensembles(names: tuple[Algorithm, ...], members: tuple[str, ...]) -> list[Trial]:
    """Numbered behind every trial."""
    return [
        Trial(candidate=f"{name}-1", algorithm=name, number=10_000 + i, members=members)
        for i, name in enumerate(names)
    ]


@contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Raises TimeEnded inside the block once the seconds are over."""

    def interrupt(*_: object) -> None:
        raise TimeEnded

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    Run(Path(sys.argv[1]).resolve()).execute()
