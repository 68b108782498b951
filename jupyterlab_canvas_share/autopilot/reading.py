"""From a job's folder to what people see of it, also when its process died."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import fmean

from ..model.jobs import AutoMLJob, AutoMLJobStatus, Candidate, Progress, SplitSummary
from ..model.metrics import direction
from .folder import JobFolder, JobRecord, JobStatus, SplitFacts, read_json
from .reporting import EXPLAINING

DIED = (
    "The training process ended unexpectedly: it was killed, or the machine was restarted or ran "
    "out of memory. Finished models stay usable; create the experiment again to train the others."
)
#: A job without a process is believed to be starting for this long.
START_SECONDS = 30.0


def job_of(folder: JobFolder, running: bool | None) -> AutoMLJob:
    """``running`` is whether its process is alive, None if none was noted yet."""
    record = folder.record()
    # read after the process was looked at: its last act is to write this file
    status = status_of(folder, record, running)
    best = next((c.name for c in candidates_of(folder, running=True) if c.best), None)
    return AutoMLJob(
        name=record.request.name,
        status=status.status,
        secondary_status=status.secondary_status,
        created_at=record.created_at,
        ended_at=status.ended_at,
        input_path=record.request.input_path,
        target=record.request.target,
        problem_type=record.problem_type,
        objective=record.objective,
        positive_class=record.positive_class,
        classes=record.classes,
        time_budget_seconds=record.request.time_budget_seconds,
        request=record.request,
        mode=record.mode,
        mode_reason=record.mode_reason,
        split=_split(folder),
        queued_behind=status.queued_behind,
        progress=status.progress,
        failure_reason=status.failure_reason,
        partial_failure_reasons=status.partial_failure_reasons,
        best_candidate=best,
        notices=record.notices,
    )


def _split(folder: JobFolder) -> SplitSummary | None:
    facts = read_json(folder.split, SplitFacts)
    if facts is None:
        return None
    return SplitSummary(
        kind=facts.kind,
        folds=facts.folds,
        train_rows=facts.train_rows,
        validation_rows=facts.validation_rows,
    )


def candidates_of(folder: JobFolder, *, running: bool) -> tuple[Candidate, ...]:
    """Completed ones by their objective, best first, then the others as they started. Partial ones
    stand where they would if they were as good on the folds that they do not know. With the
    job at an end, a candidate or an explanation that says it is in progress was stopped with it."""
    found = []
    for path in folder.candidates.iterdir() if folder.candidates.is_dir() else ():
        candidate = read_json(path / "candidate.json", Candidate)
        if candidate is not None:
            found.append(candidate if running else _ended(candidate))
    found.sort(key=lambda candidate: (candidate.created_at, candidate.name))
    completed = [c for c in found if c.status == "Completed"]
    whole = [c for c in completed if not c.partial]
    completed.sort(key=lambda candidate: _rank(candidate, whole))
    ranked = [
        c.model_copy(update={"best": i == 0 and c.objective.value is not None})
        for i, c in enumerate(completed)
    ]
    return (*ranked, *(c for c in found if c.status != "Completed"))


def _rank(candidate: Candidate, whole: list[Candidate]) -> tuple[bool, float]:
    value = candidate.objective.value
    if value is None:
        return True, 0.0
    if candidate.partial:
        value += _harder(len(candidate.fold_values), whole)
    return False, value if direction(candidate.objective.name) == "Minimize" else -value


def _harder(folds: int, whole: list[Candidate]) -> float:
    """By how much the objective of whole candidates is more than on the first ``folds``."""
    differences = []
    for candidate in whole:
        value, first = candidate.objective.value, candidate.fold_values[:folds]
        known = [each for each in first if each is not None]
        if value is not None and known:
            differences.append(value - fmean(known))
    return fmean(differences) if differences else 0.0


def _ended(candidate: Candidate) -> Candidate:
    if candidate.status == "Completed":
        return _unexplained(candidate)
    if candidate.status != "InProgress":
        return candidate
    reason = "The experiment ended before this model was trained."
    return candidate.model_copy(
        update={
            "status": "Stopped",
            "failure_reason": reason,
            "not_shareable_reason": reason,
            "explanation": "Skipped",
        }
    )


def _unexplained(candidate: Candidate) -> Candidate:
    if candidate.explanation not in ("Pending", "InProgress"):
        return candidate
    update: dict[str, object] = {"explanation": "Skipped"}
    if candidate.not_shareable_reason == EXPLAINING:
        update |= {"shareable": True, "not_shareable_reason": None}
    return candidate.model_copy(update=update)


def status_of(folder: JobFolder, record: JobRecord, running: bool | None) -> JobStatus:
    """What ``status.json`` says, put right where the process cannot any more; see ``job_of``."""
    status = folder.read_status() or JobStatus(
        status="InProgress",
        secondary_status="Starting",
        progress=Progress(fraction=0, done=0, total=0, message="Starting"),
    )
    if status.status != "InProgress":
        return status
    age = (datetime.now(UTC) - record.created_at).total_seconds()
    if running or (running is None and age < START_SECONDS):
        return _turned(status, "Stopping") if folder.stop.exists() else status
    last = folder.status if folder.status.exists() else folder.job
    ended_at = datetime.fromtimestamp(last.stat().st_mtime, UTC)
    if folder.stop.exists():
        return _turned(status, "Stopped", ended_at=ended_at, queued_behind=None)
    return _turned(status, "Failed", ended_at=ended_at, queued_behind=None, failure_reason=DIED)


def _turned(status: JobStatus, to: AutoMLJobStatus, **update: object) -> JobStatus:
    """The same job when it is ``to``, which says everything."""
    progress = status.progress.model_copy(update={"message": to})
    return status.model_copy(
        update={"status": to, "secondary_status": to, "progress": progress, **update}
    )
