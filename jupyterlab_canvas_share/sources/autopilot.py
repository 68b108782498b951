"""Models of the embedded Autopilot, out of its jobs."""

from __future__ import annotations

import getpass
import platform
from pathlib import Path

from ..autopilot.job_folders import cursor_after
from ..autopilot.jobs import Jobs
from ..model.base import Page
from ..model.details import Artifact, ModelSummary, NetworkFact
from ..model.errors import NotFound
from ..model.jobs import AutoMLJob, Candidate
from ..model.metrics import ProblemType

_SOURCE = "autopilot"


class AutopilotSource:
    """``Source`` over ``Jobs``. A model is ``<job>~<candidate>``."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    async def list(self, q: str, after: str | None, limit: int) -> Page[ModelSummary]:
        """Whole jobs a page: a page ends after the first job that reaches ``limit``, so it may
        be a few models longer."""
        wanted = q.strip().casefold()
        found: list[ModelSummary] = []
        while True:
            page = await self._jobs.list(after, limit)
            after = page.next
            for job in page.items:
                for candidate in await self._candidates(job):
                    summary = _summary(job, candidate)
                    if candidate.status == "Completed" and wanted in summary.title.casefold():
                        found.append(summary)
                if len(found) >= limit and job is not page.items[-1]:
                    return Page[ModelSummary](items=tuple(found), next=cursor_after(job))
            if after is None or len(found) >= limit:
                return Page[ModelSummary](items=tuple(found), next=after)

    async def _candidates(self, job: AutoMLJob) -> tuple[Candidate, ...]:
        try:
            return await self._jobs.candidates(job.name)
        except NotFound:
            # it was deleted after it was listed
            return ()

    async def summary(self, model_id: str) -> ModelSummary:
        candidate = await self._jobs.candidate(model_id)
        return _summary(await self._jobs.get(candidate.job), candidate)

    async def finished(self, model_id: str) -> Path:
        return await self._jobs.finished_path(model_id)

    async def bundle(self, model_id: str) -> Path:
        return await self._jobs.bundle_path(model_id)

    async def artifacts(self, model_id: str) -> tuple[Artifact, ...]:
        return await self._jobs.artifacts(model_id)

    async def artifact_file(self, model_id: str, name: str) -> Path:
        return await self._jobs.artifact_file(model_id, name)

    async def network(self, model_id: str) -> tuple[NetworkFact, ...]:
        """What holds for a training on this machine; nothing is claimed that was not done."""
        await self._jobs.candidate(model_id)
        return _local_facts()


def _summary(job: AutoMLJob, candidate: Candidate) -> ModelSummary:
    problem: ProblemType = job.problem_type or "Regression"
    return ModelSummary(
        id=candidate.model_id,
        source=_SOURCE,
        title=f"{job.name} / {candidate.name}",
        job=job.name,
        candidate=candidate.name,
        best=candidate.best,
        created_at=candidate.created_at,
        problem_type=problem,
        target=job.target,
        objective=candidate.objective.name,
        objective_value=candidate.objective.value,
        shareable=candidate.shareable,
        not_shareable_reason=None if candidate.shareable else _reason(candidate),
    )


def _reason(candidate: Candidate) -> str:
    if candidate.status == "InProgress":
        return "It is still training; wait until it is ready."
    return candidate.not_shareable_reason or candidate.failure_reason or "It has no result."


def _local_facts() -> tuple[NetworkFact, ...]:
    facts = (
        (
            "Where it trained",
            f"On {platform.node() or 'this machine'}, as the account {getpass.getuser()}",
            "Training ran as a subprocess of this Jupyter server, with the rights of its account.",
        ),
        (
            "Network isolation",
            "Not enforced",
            "The training code makes no network connection, but nothing keeps the process from "
            "one.",
        ),
        ("VPC", "None", "No virtual private cloud was used: the training ran on this machine."),
        (
            "Inter-container traffic encryption",
            "Not applicable",
            "There was one machine and no container; training processes spoke through pipes.",
        ),
        (
            "Encryption at rest",
            "Not by this extension",
            "The job's folder is written as plain files. It is encrypted if the disk is.",
        ),
        (
            "Rows in the model",
            "None",
            "The model bundle holds no row of the data. The job's folder held encoded rows while "
            "it trained; they were deleted at its end.",
        ),
    )
    return tuple(NetworkFact(name=n, value=v, explanation=e) for n, v, e in facts)
