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
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..model.errors import CanvasShareError
from ..model.jobs import (
    AutoMLJobSecondaryStatus,
    AutoMLJobStatus,
    Candidate,
    CandidateStatus,
    ObjectiveValue,
    Progress,
)
from .folder import JobFolder, JobStatus, write_json
from .pool import WorkerPool
from .processes import mark
from .schedule import CANDIDATE_LIMIT, ENSEMBLE, Trial, TrialResult, trials

WORKERS = 2
#: Kept of the time budget for the ensemble, at most this share and this many seconds.
ENSEMBLE_SHARE, ENSEMBLE_SECONDS = 0.2, 20.0
#: One fit may take this share of the budget.
FIT_SHARE = 0.5
_POLL_SECONDS = 0.2
_FAILURE_CHARACTERS = 1024


class Stopped(Exception):
    """Somebody asked to stop."""


class Run:
    """The life of one job."""

    def __init__(self, path: Path) -> None:
        self.folder = JobFolder(path)
        self.record = self.folder.record()
        self.budget = float(self.record.request.time_budget_seconds)
        self.deadline = time.monotonic() + self.budget
        self.stop_asked = False
        self.completed: list[str] = []
        self.failures: list[str] = []
        self.started_at: dict[str, datetime] = {}
        self.pool: WorkerPool | None = None

    def execute(self) -> None:
        """Run to an end that ``status.json`` tells, whatever happens."""
        signal.signal(signal.SIGTERM, self._ask_stop)
        write_json(self.folder.process, mark(os.getpid()))
        try:
            self._execute()
        except Stopped:
            self._end("Stopped", "Stopped")
        except CanvasShareError as error:
            traceback.print_exc()
            self._end("Failed", "Failed", error.message)
        except Exception as error:
            # the person gets a sentence, the log gets the traceback
            traceback.print_exc()
            kind = type(error).__name__
            self._end(
                "Failed", "Failed", f"Training failed unexpectedly ({kind}); the log has more."
            )
        finally:
            if self.pool:
                self.pool.close()
            shutil.rmtree(self.folder.work, ignore_errors=True)

    def _ask_stop(self, *_: object) -> None:
        self.stop_asked = True

    def _check_stop(self) -> None:
        if self.stop_asked or self.folder.stop.exists():
            ended = self.pool.cancel() if self.pool else ()
            for trial in ended:
                self._write_candidate(trial, "Stopped", reason="The experiment was stopped.")
            raise Stopped

    def _execute(self) -> None:
        self._report("InProgress", "AnalyzingData", "Reading the data")
        self.folder.work.mkdir(exist_ok=True)
        self.folder.candidates.mkdir(exist_ok=True)
        self.pool = WorkerPool(WORKERS, self.folder.work, self.folder.candidates)
        from .prepare import prepare

        self._check_stop()
        prepare(self.folder, self.record)
        self._check_stop()
        all_done = self._train(self.pool)
        if not self.completed:
            raise CanvasShareError(self._why_nothing(all_done))
        if len(self.completed) > 1:
            self._ensemble(self.pool)
        self._end("Completed", "Completed" if all_done else "MaxAutoMLJobRuntimeReached")

    def _train(self, pool: WorkerPool) -> bool:
        """Every planned trial, as time allows. Returns whether all of them ran."""
        reserve = min(ENSEMBLE_SECONDS, self.budget * ENSEMBLE_SHARE)
        waiting = list(trials())
        by_name = {trial.candidate: trial for trial in waiting}
        while waiting or pool.running:
            self._check_stop()
            if pool.is_broken:
                raise CanvasShareError(
                    "No training process could be started; the training log says why."
                )
            left = self.deadline - time.monotonic()
            # with nothing to show yet, what runs may use the ensemble's time too
            if left <= 0 or (self.completed and left <= reserve):
                for trial in pool.cancel():
                    self._write_candidate(trial, "Stopped", reason="The time budget ended.")
                return False
            while waiting and pool.has_room and left > reserve:
                limit = min(left, max(self.budget * FIT_SHARE, reserve))
                self._start(pool, waiting.pop(0), limit)
            for result in pool.wait(_POLL_SECONDS):
                self._finish(by_name[result.candidate], result)
        return True

    def _ensemble(self, pool: WorkerPool) -> None:
        trial = Trial(
            candidate=ENSEMBLE,
            algorithm="WeightedEnsemble",
            number=0,
            members=tuple(self.completed),
        )
        left = self.deadline - time.monotonic()
        self._start(pool, trial, max(left, ENSEMBLE_SECONDS))
        while pool.running:
            self._check_stop()
            for result in pool.wait(_POLL_SECONDS):
                self._finish(trial, result)

    def _start(self, pool: WorkerPool, trial: Trial, limit: float) -> None:
        self.folder.candidate(trial.candidate).mkdir(parents=True, exist_ok=True)
        self.started_at[trial.candidate] = datetime.now(UTC)
        self._write_candidate(trial, "InProgress")
        pool.submit(trial, limit)
        self._report_training(pool.running)

    def _finish(self, trial: Trial, result: TrialResult) -> None:
        if result.failure_reason is None:
            self.completed.append(trial.candidate)
            self._write_candidate(trial, "Completed", result)
        else:
            self.failures.append(f"{trial.candidate}: {result.failure_reason}")
            self._write_candidate(trial, "Failed", result, result.failure_reason)
        print(f"{trial.candidate}: {result.failure_reason or 'completed'}", file=sys.stderr)
        if self.pool:
            self._report_training(self.pool.running)

    def _report_training(self, running: Sequence[Trial]) -> None:
        if not running:
            return
        names = " and ".join(trial.candidate for trial in running)
        self._report("InProgress", "TrainingModels", f"Training {names}")

    def _report(
        self,
        status: AutoMLJobStatus,
        secondary: AutoMLJobSecondaryStatus,
        message: str,
        failure: str | None = None,
    ) -> None:
        ended = status != "InProgress"
        done = len(self.completed) + len(self.failures)
        write_json(
            self.folder.status,
            JobStatus(
                status=status,
                secondary_status=secondary,
                progress=Progress(
                    fraction=1.0 if status == "Completed" else done / CANDIDATE_LIMIT,
                    done=len(self.completed),
                    total=CANDIDATE_LIMIT,
                    message=message,
                ),
                ended_at=datetime.now(UTC) if ended else None,
                failure_reason=failure,
            ),
        )

    def _end(
        self,
        status: AutoMLJobStatus,
        secondary: AutoMLJobSecondaryStatus,
        failure: str | None = None,
    ) -> None:
        count = len(self.completed)
        models = "1 model is" if count == 1 else f"{count} models are"
        messages = {
            "Completed": f"{models} ready",
            "MaxAutoMLJobRuntimeReached": f"The time budget ended; {models} ready",
            "Stopped": f"Stopped; {models} ready",
            "Failed": "Failed",
        }
        reason = failure[:_FAILURE_CHARACTERS] if failure else None
        self._report(status, secondary, messages[secondary], reason)

    def _why_nothing(self, all_done: bool) -> str:
        if not all_done:
            return (
                f"The time budget of {self.budget:.0f} seconds ended before a model was trained. "
                "Create the experiment again with more time, or with fewer rows."
            )
        return f"No algorithm could be trained on this data. {' '.join(self.failures[:3])}"

    def _write_candidate(
        self,
        trial: Trial,
        status: CandidateStatus,
        result: TrialResult | None = None,
        reason: str | None = None,
    ) -> None:
        job, found = self.record.request.name, result or TrialResult(candidate=trial.candidate)
        ended = None if status == "InProgress" else datetime.now(UTC)
        write_json(
            self.folder.candidate(trial.candidate) / "candidate.json",
            Candidate(
                name=trial.candidate,
                model_id=f"{job}~{trial.candidate}",
                job=job,
                algorithm=trial.algorithm,
                status=status,
                created_at=self.started_at[trial.candidate],
                ended_at=ended,
                objective=ObjectiveValue(name=self.record.objective, value=found.objective_value),
                metrics=found.metrics,
                shareable=found.shareable,
                not_shareable_reason=found.not_shareable_reason or reason,
                failure_reason=reason if status != "InProgress" else None,
                bundle_size=found.bundle_size,
            ),
        )


if __name__ == "__main__":
    Run(Path(sys.argv[1]).resolve()).execute()
