"""How the time budget of a job is spent. Nothing in a model depends on it."""

from __future__ import annotations

import time

#: Kept for ensembles and explanations: this share of the budget, within these seconds.
RESERVE_SHARE, RESERVE_SECONDS = 0.12, (2.0, 20.0)
#: Of the reserve, what both ensembles together may take.
ENSEMBLE_SHARE = 0.6
#: One trial may take this share of the budget, so that another can be tried.
TRIAL_SHARE = 0.5
#: Ended so long before the deadline that the end is told in time.
LAST_SECONDS = 0.3


class Clock:
    """Starts when it is made. ``per_candidate`` is a limit of the person's own, in seconds."""

    def __init__(self, budget: float, per_candidate: float | None = None) -> None:
        self.budget = budget
        self.deadline = time.monotonic() + budget
        self._per_candidate = per_candidate
        low, high = RESERVE_SECONDS
        self.reserve = min(max(budget * RESERVE_SHARE, low), high)

    @property
    def left(self) -> float:
        return self.deadline - LAST_SECONDS - time.monotonic()

    def for_trial(self, anything_yet: bool) -> float:
        """Seconds that a trial may take which starts now; 0 if none should start. With nothing to
        show ``anything_yet``, the reserve is a trial's, too."""
        left = self.left - (self.reserve if anything_yet else 0.0)
        return self._within(min(left, max(self.budget * TRIAL_SHARE, self.reserve)))

    def for_ensemble(self) -> float:
        """Seconds that an ensemble may take which starts now."""
        return self._within(self.left - self.reserve * (1 - ENSEMBLE_SHARE))

    def _within(self, seconds: float) -> float:
        most = seconds if self._per_candidate is None else min(seconds, self._per_candidate)
        return max(0.0, most)
