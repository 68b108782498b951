"""What a running job tells: ``status.json``, and ``candidate.json`` of each candidate."""

from __future__ import annotations

from datetime import UTC, datetime

from ..model.jobs import (
    AutoMLJobSecondaryStatus,
    AutoMLJobStatus,
    Candidate,
    CandidateStatus,
    ExplanationStatus,
    ObjectiveValue,
    Progress,
)
from .folder import JobFolder, JobRecord, JobStatus, write_json
from .schedule import ExplainResult, Trial, TrialResult

_FAILURE_CHARACTERS = 1024
#: Why a candidate cannot be shared between its training and its explanation.
EXPLAINING = "Its explanation is being computed; that takes seconds. Then it can be shared."


class Reporter:
    """Of one job, by its training process alone."""

    def __init__(self, folder: JobFolder, record: JobRecord) -> None:
        self._folder, self._record = folder, record
        self._candidates: dict[str, Candidate] = {}
        self._unshareable: dict[str, str | None] = {}
        self._total = 0
        self.partial_failures: list[str] = []

    def plan(self, total: int) -> None:
        """How many candidates there will be."""
        self._total = total

    def report(
        self,
        status: AutoMLJobStatus,
        secondary: AutoMLJobSecondaryStatus,
        message: str,
        *,
        failure: str | None = None,
        queued_behind: str | None = None,
    ) -> None:
        """Replace ``status.json``."""
        states = [candidate.status for candidate in self._candidates.values()]
        ended = len(states) - states.count("InProgress")
        total = max(self._total, len(states))
        complete = status == "Completed"
        write_json(
            self._folder.status,
            JobStatus(
                status=status,
                secondary_status=secondary,
                progress=Progress(
                    fraction=1.0 if complete else ended / total if total else 0.0,
                    done=states.count("Completed"),
                    total=total,
                    message=message,
                ),
                ended_at=None if status == "InProgress" else datetime.now(UTC),
                failure_reason=failure[:_FAILURE_CHARACTERS] if failure else None,
                queued_behind=queued_behind,
                partial_failure_reasons=tuple(
                    reason[:_FAILURE_CHARACTERS] for reason in self.partial_failures
                ),
            ),
        )

    def started(self, trial: Trial) -> None:
        """A trial begins."""
        self._folder.candidate(trial.candidate).mkdir(parents=True, exist_ok=True)
        job = self._record.request.name
        self._write(
            Candidate(
                name=trial.candidate,
                model_id=f"{job}~{trial.candidate}",
                job=job,
                algorithm=trial.algorithm,
                status="InProgress",
                created_at=datetime.now(UTC),
                objective=ObjectiveValue(name=self._record.objective, value=None),
            )
        )

    def completed(self, result: TrialResult) -> None:
        """A trial has its model; the explanation follows."""
        self._unshareable[result.candidate] = result.not_shareable_reason
        self._change(
            result.candidate,
            status="Completed",
            ended_at=datetime.now(UTC),
            objective=ObjectiveValue(
                name=self._record.objective,
                value=result.objective_value,
                status="Failed" if result.objective_value is None else "Succeeded",
                standard_deviation=result.objective_deviation,
            ),
            metrics=result.metrics,
            not_shareable_reason=result.not_shareable_reason or EXPLAINING,
            bundle_size=result.bundle_size,
            notice=result.notice,
            fold_values=result.fold_values,
            partial=result.partial,
            seconds=result.seconds,
        )

    def ended(self, name: str, status: CandidateStatus, reason: str) -> None:
        """A trial ended without a model: failed, or stopped."""
        self._change(
            name,
            status=status,
            ended_at=datetime.now(UTC),
            objective=self._candidates[name].objective.model_copy(update={"status": "Failed"}),
            failure_reason=reason,
            not_shareable_reason=reason,
            explanation="Skipped",
        )

    def explained(self, name: str, state: ExplanationStatus, result: ExplainResult | None) -> None:
        """How far the explanation of a candidate is. With it, or when there will be none, the
        candidate can be shared."""
        update: dict[str, object] = {"explanation": state}
        if state not in ("Pending", "InProgress"):
            reason = self._unshareable[name]
            update |= {"shareable": reason is None, "not_shareable_reason": reason}
        if result is not None and result.bundle_size is not None:
            update["bundle_size"] = result.bundle_size
        self._change(name, **update)

    def _change(self, name: str, **update: object) -> None:
        self._write(self._candidates[name].model_copy(update=update))

    def _write(self, candidate: Candidate) -> None:
        self._candidates[candidate.name] = candidate
        write_json(self._folder.candidate(candidate.name) / "candidate.json", candidate)
