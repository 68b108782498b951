"""Trials, then ensembles, then explanations, through a pool of workers, as time allows."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable

from ..model.errors import CanvasShareError
from ..model.jobs import AutoMLJobSecondaryStatus
from ..model.metrics import Objective, direction
from .clock import Clock
from .pool import WorkerPool
from .reporting import Reporter
from .schedule import Explain, ExplainResult, Result, Trial, TrialResult
from .search import Search

_POLL_SECONDS = 0.2
#: A trial or an explanation of less time is not worth starting; nor is a trial of less than this
#: share of what others took.
_LEAST_SECONDS, _LEAST_SHARE = 1.0, 0.3
#: Of an explanation, before there was one.
_EXPLAINING_SECONDS = 1.0
#: An ensemble has about so many members, and takes so many times what checking them took.
_MEMBERS, _CHECKING_FACTOR = 6, 1.5
_TIME_ENDED = "The time budget ended."
_GAVE_UP = (
    "Stopped early: on the first part of the data it was worse than half of the models of its kind "
    "before it."
)


class Training:
    """The candidates of one job. ``check`` is called often; what it raises ends the training."""

    def __init__(
        self,
        pool: WorkerPool,
        clock: Clock,
        reporter: Reporter,
        *,
        objective: Objective,
        running: AutoMLJobSecondaryStatus,
        check: Callable[[], None],
    ) -> None:
        self._pool, self._clock, self._reporter, self._check = pool, clock, reporter, check
        self._sign = -1.0 if direction(objective) == "Minimize" else 1.0
        self._running = running
        self._trials: dict[str, Trial] = {}
        #: Those whose own limit is the end of the training.
        self._last: set[str] = set()
        self._search: Search | None = None
        self._completed: dict[str, TrialResult] = {}
        self._unexplained: list[str] = []
        self._explaining_seconds: list[float] = []
        self.failures: list[str] = []
        self.unexplainable: list[str] = []

    @property
    def completed(self) -> tuple[str, ...]:
        """Candidates that there are, in the order of their numbers."""
        return tuple(sorted(self._completed, key=lambda name: self._trials[name].number))

    def search(self, search: Search) -> bool:
        """Every trial that ``search`` asks for; False if the time ended before."""
        self._search = search

        def limit() -> float:
            seconds = self._clock.for_trial(bool(self._completed))
            return min(seconds, self._training_left())

        done = self._work(search.ask, lambda: not search.finished, limit, least=self._least_seconds)
        self._search = None
        return done

    def ensembles(self, trials: list[Trial]) -> bool:
        """Ensembles, in parallel; False if the time ended before."""
        waiting = list(trials)
        return self._work(
            lambda: waiting.pop(0) if waiting else None,
            lambda: bool(waiting),
            self._clock.for_ensemble,
            least=lambda: 0.0,
        )

    def explanations(self) -> None:
        """Explain what is not yet explained, best first, until the time ends."""
        while self._unexplained or self._pool.running:
            self._check()
            if self._clock.left <= 0:
                break
            while self._pool.has_room and self._explain_next():
                pass
            if not self._pool.running and (self._pool.has_room or self._pool.is_broken):
                break  # with what is left to explain, but no time to
            self._take(self._pool.wait(min(_POLL_SECONDS, max(self._clock.left, 0.01))))
        self.cancel(_TIME_ENDED)

    def cancel(self, reason: str) -> None:
        """End what runs, and all that was planned: there will be no more explanations."""
        self._cancel_trials(reason)
        for name in self._unexplained:
            self._reporter.explained(name, "Skipped", None)
        self._unexplained = []

    def _work(
        self,
        ask: Callable[[], Trial | None],
        more: Callable[[], bool],
        limit: Callable[[], float],
        *,
        least: Callable[[], float],
    ) -> bool:
        """``limit`` are the seconds a trial that starts now may take, ``least`` those it needs."""
        while more() or self._trials_running():
            self._check()
            if self._pool.is_broken:
                raise CanvasShareError(
                    "No training process could be started; the training log says why."
                )
            seconds = limit()
            if seconds <= 0 or (seconds < least() and not self._trials_running()):
                if self._trials_running():
                    self._cancel_trials(_TIME_ENDED)
                return False
            while self._pool.has_room:
                trial = ask() if seconds >= least() else None
                if trial:
                    self._start(trial, seconds)
                elif not self._explain_next():
                    break
            self._take(self._pool.wait(min(_POLL_SECONDS, seconds)))
        return True

    def _least_seconds(self) -> float:
        taken = [result.seconds for result in self._completed.values()]
        return max(_LEAST_SECONDS, _LEAST_SHARE * statistics.fmean(taken) if taken else 0.0)

    def _trials_running(self) -> bool:
        return any(isinstance(assignment, Trial) for assignment in self._pool.running)

    def _cancel_trials(self, reason: str) -> None:
        """Explanations that run are ended with them; they can begin again."""
        for assignment in self._pool.cancel():
            if isinstance(assignment, Trial):
                self._reporter.ended(assignment.candidate, "Stopped", reason)
            else:
                self._unexplained.append(assignment.candidate)

    def _start(self, trial: Trial, seconds: float) -> None:
        self._trials[trial.candidate] = trial
        if seconds >= self._training_left() - _LEAST_SECONDS:
            self._last.add(trial.candidate)
        self._reporter.started(trial)
        self._pool.submit(trial, seconds)
        self._tell()

    def _explain_next(self) -> bool:
        left = self._clock.left
        if not self._unexplained or left < _LEAST_SECONDS:
            return False
        self._unexplained.sort(key=self._rank)
        name = self._unexplained.pop(0)
        self._reporter.explained(name, "InProgress", None)
        self._pool.submit(Explain(candidate=name, algorithm=self._trials[name].algorithm), left)
        self._tell()
        return True

    def _rank(self, name: str) -> float:
        value = self._completed[name].objective_value
        return float("inf") if value is None else -self._sign * value

    def _training_left(self) -> float:
        """Seconds until what is left of the budget is for ensembles and explanations; all of it is
        a trial's as long as there is no model."""
        if not self._completed:
            return self._clock.left
        kept = self._clock.reserve + self._ensemble_reserve() + self._explaining_reserve()
        return self._clock.left - kept

    def _ensemble_reserve(self) -> float:
        """Seconds that an ensemble will take beyond the clock's own reserve: most of them go into
        checking it, which takes what checking its members took."""
        checking = sorted(result.checking_seconds for result in self._completed.values())
        wanted = _CHECKING_FACTOR * sum(checking[-_MEMBERS:])
        return min(max(0.0, wanted - self._clock.reserve / 2), self._clock.budget / 5)

    def _explaining_reserve(self) -> float:
        """Seconds that explaining what there is will take beyond the clock's own reserve."""
        each = statistics.fmean(self._explaining_seconds or [_EXPLAINING_SECONDS])
        wanted = each * len(self._unexplained) / self._pool.size
        return min(max(0.0, wanted - self._clock.reserve / 2), self._clock.budget / 10)

    def _take(self, results: list[Result]) -> None:
        for result in results:
            if isinstance(result, TrialResult):
                self._take_trial(result)
            else:
                self._take_explanation(result)
            reason = result.failure_reason or f"{result.task} done"
            print(f"{result.candidate}: {reason} ({result.seconds:.1f} s)", file=sys.stderr)
        if results:
            self._tell()

    def _take_trial(self, result: TrialResult) -> None:
        name, trial = result.candidate, self._trials[result.candidate]
        if result.gave_up:
            self._reporter.ended(name, "Stopped", _GAVE_UP)
        elif result.failure_reason is None:
            self._completed[name] = result
            self._unexplained.append(name)
            self._reporter.completed(result)
        elif result.out_of_time and name in self._last:
            self._reporter.ended(name, "Stopped", _TIME_ENDED)
        else:
            self.failures.append(f"{name}: {result.failure_reason}")
            self._reporter.ended(name, "Failed", result.failure_reason)
            self._reporter.partial_failures.append(self.failures[-1])
        if self._search:
            # measured on some folds only, it says no more than they do
            value = None if result.partial else result.objective_value
            self._search.tell(trial.number, value, result.first_fold)

    def _take_explanation(self, result: ExplainResult) -> None:
        if result.failure_reason is None:
            self._explaining_seconds.append(result.seconds)
            self._reporter.explained(result.candidate, "Completed", result)
        elif result.out_of_time:  # its limit was the end of the budget
            self._reporter.explained(result.candidate, "Skipped", None)
        else:
            reason = f"{result.candidate} could not be explained: {result.failure_reason}"
            self.unexplainable.append(result.candidate)
            self._reporter.partial_failures.append(reason)
            self._reporter.explained(result.candidate, "Failed", None)

    def _tell(self) -> None:
        running = self._pool.running
        if not running:
            return
        trials = [each.candidate for each in running if isinstance(each, Trial)]
        if trials:
            names = " and ".join(trials)
            self._reporter.report("InProgress", self._running, f"Training {names}")
        else:
            names = " and ".join(each.candidate for each in running)
            self._reporter.report(
                "InProgress", "GeneratingExplainabilityReport", f"Explaining {names}"
            )
