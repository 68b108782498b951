"""AutoML jobs as the server sees them: folders, subprocesses, and what they have to tell.

Light to import: nothing numerical is loaded until a file is looked at.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ..model.base import Page
from ..model.details import Artifact
from ..model.errors import Conflict, NotFound, Refused
from ..model.inputs import InputPreview
from ..model.job_requests import CreateAutoMLJob
from ..model.jobs import AutoMLJob, Candidate
from ..model.notebooks import NotebookFile
from ..model.paging import page, read_cursor
from .artifacts import artifact_file, artifacts_of
from .creating import create_folder
from .deleting import delete_folder
from .folder import JobFolder
from .job_folders import find, place, records
from .reading import candidates_of, job_of, status_of
from .size import size_of
from .subprocesses import Subprocesses

T = TypeVar("T")
#: One experiment trains at a time; each of the others waits in a process of its own.
MOST_UNENDED = 20


class Jobs:
    """The jobs in ``folder``; input files lie below ``root``."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root
        self._processes = Subprocesses()
        self._changing = asyncio.Lock()
        #: One table at a time lies in the server's memory.
        self.reading = asyncio.Lock()

    async def preview(
        self,
        path: str,
        target: str | None = None,
        *,
        whole: bool = False,
        validation: bool = False,
    ) -> InputPreview:
        """How a file is understood, to train on or for ``validation``; its long cells are cut
        unless ``whole``. Raises NotFound ``no_such_file`` and Refused."""
        from .preview import preview

        async with self.reading:
            return await asyncio.to_thread(
                preview, self._root, path, target, whole=whole, validation=validation
            )

    async def create(self, request: CreateAutoMLJob) -> AutoMLJob:
        """Check everything, then start training. On any error nothing is created.

        Raises Conflict ``job_exists``, NotFound ``no_such_file`` and Refused, among them
        ``too_many_jobs``."""
        async with self._changing, self.reading:
            await asyncio.to_thread(self._create, request)
        return await self.get(request.name)

    async def list(self, after: str | None = None, limit: int = 50) -> Page[AutoMLJob]:
        """Newest first. Raises BadRequest ``bad_cursor``."""
        return await asyncio.to_thread(self._list, after, limit)

    async def get(self, name: str) -> AutoMLJob:
        """Raises NotFound ``no_such_job``."""
        return await asyncio.to_thread(lambda: self._read(name, self._sized))

    async def stop(self, name: str) -> AutoMLJob:
        """Ask a job to stop; finished candidates stay. One that has ended is left as it is."""
        folder = await self.folder(name)
        if await asyncio.to_thread(self._ask_stop, folder):
            self._processes.kill_later(folder)
        return await self.get(name)

    async def delete(self, name: str) -> AutoMLJob:
        """Remove a job that has ended, with its models; answers what it was. What was shared of it
        has copies of its own.

        Raises NotFound ``no_such_job``, Conflict ``job_running``, Refused ``job_not_deletable``."""
        async with self._changing:
            return await asyncio.to_thread(self._delete, name)

    async def candidates(self, name: str) -> tuple[Candidate, ...]:
        """All candidates so far, the best first. Raises NotFound ``no_such_job``."""
        return await asyncio.to_thread(lambda: self._read(name, self._candidates))

    async def candidate(self, model_id: str) -> Candidate:
        """Raises NotFound ``no_such_model``."""
        return await asyncio.to_thread(lambda: self._candidate(model_id)[1])

    async def finished_path(self, model_id: str) -> Path:
        """The candidate's ``.canvasmodel``, whether it may be shared or not. Raises Refused
        ``candidate_not_ready`` while it trains or when it failed."""
        return await asyncio.to_thread(lambda: self._finished(model_id)[0])

    async def bundle_path(self, model_id: str) -> Path:
        """The same, of one that may be shared. Raises also Refused ``candidate_not_shareable``
        when its parity check failed or its explanation is being computed."""
        path, candidate = await asyncio.to_thread(self._finished, model_id)
        if not candidate.shareable:
            raise Refused(
                candidate.not_shareable_reason or "This model may not be shared.",
                code="candidate_not_shareable",
            )
        return path

    async def folder(self, name: str) -> JobFolder:
        """Where a job keeps everything. Raises NotFound ``no_such_job``."""
        return await asyncio.to_thread(find, self._folder, name)

    async def notebook(self, name: str, kind: str) -> NotebookFile:
        """Write a notebook below ``root``; see ``notebooks``. Raises NotFound ``no_such_job``."""
        from .notebooks import write_notebook

        folder, job = await self.folder(name), await self.get(name)
        return await asyncio.to_thread(write_notebook, folder, job, kind, self._root)

    async def artifacts(self, model_id: str) -> tuple[Artifact, ...]:
        """Inputs, outputs and intermediate results that are there."""
        folder, candidate = await asyncio.to_thread(self._candidate, model_id)
        return await asyncio.to_thread(artifacts_of, folder, candidate, self._root)

    async def artifact_file(self, model_id: str, name: str) -> Path:
        """The file of an artifact by its ``download`` name. Raises NotFound."""
        folder, candidate = await asyncio.to_thread(self._candidate, model_id)
        return await asyncio.to_thread(artifact_file, folder, candidate, name)

    def _create(self, request: CreateAutoMLJob) -> None:
        if self._unended() >= MOST_UNENDED:
            raise Refused(
                f"{MOST_UNENDED} experiments train or wait already, each with a process and its "
                "rows. Stop some of them, or wait until they have ended.",
                code="too_many_jobs",
                details={"limit": MOST_UNENDED},
            )
        self._processes.start(create_folder(self._folder, self._root, request))

    def _unended(self) -> int:
        count = 0
        for folder, record in records(self._folder):
            with suppress(FileNotFoundError):
                status = status_of(folder, record, self._processes.is_running(folder))
                count += status.ended_at is None
        return count

    def _delete(self, name: str) -> AutoMLJob:
        folder = find(self._folder, name)
        job = self._sized(folder)
        if job.ended_at is None:
            raise Conflict(
                f"The experiment “{name}” is still training. Stop it first, then delete it.",
                code="job_running",
                details={"name": name, "status": job.status},
            )
        # one that is about to end must not write into a new job of the same name
        self._processes.end(folder)
        delete_folder(folder)
        return job

    def _read(self, name: str, read: Callable[[JobFolder], T]) -> T:
        """Raises NotFound also for a job that is deleted while it is read."""
        try:
            return read(find(self._folder, name))
        except FileNotFoundError:
            find(self._folder, name)
            raise

    def _job(self, folder: JobFolder) -> AutoMLJob:
        running = self._processes.is_running(folder)
        if running is False:
            # a process that was killed could not delete the encoded rows itself
            shutil.rmtree(folder.work, ignore_errors=True)
        return job_of(folder, running)

    def _sized(self, folder: JobFolder) -> AutoMLJob:
        job = self._job(folder)
        return job.model_copy(update={"size": size_of(folder.path)})

    def _list(self, after: str | None, limit: int) -> Page[AutoMLJob]:
        begin = read_cursor(after, (str, str))
        places = (
            place(record.created_at, folder.path.name) for folder, record in records(self._folder)
        )
        found = sorted((p for p in places if begin is None or p < begin), reverse=True)
        try:
            return page(
                found, limit, lambda each: self._read(each[1], self._job), lambda each: each
            )
        except NotFound:
            # one was deleted meanwhile
            return self._list(after, limit)

    def _ask_stop(self, folder: JobFolder) -> bool:
        if self._job(folder).status not in ("InProgress", "Stopping"):
            return False
        self._processes.ask_to_stop(folder)
        return True

    def _candidates(self, folder: JobFolder) -> tuple[Candidate, ...]:
        status = status_of(folder, folder.record(), self._processes.is_running(folder))
        return candidates_of(folder, running=status.ended_at is None)

    def _candidate(self, model_id: str) -> tuple[JobFolder, Candidate]:
        job, _, name = model_id.partition("~")
        try:
            found = self._read(job, self._candidates)
        except NotFound:
            found = ()
        for candidate in found:
            if candidate.name == name:
                return JobFolder(self._folder / job), candidate
        raise NotFound(
            f"There is no model “{model_id}”.", code="no_such_model", details={"model_id": model_id}
        )

    def _finished(self, model_id: str) -> tuple[Path, Candidate]:
        folder, candidate = self._candidate(model_id)
        if candidate.status != "Completed":
            reason = candidate.failure_reason or "It is still training; wait until it is ready."
            raise Refused(
                f"The model “{candidate.name}” has no result. {reason}",
                code="candidate_not_ready",
                details={"status": candidate.status},
            )
        return folder.candidate(candidate.name) / "bundle.canvasmodel", candidate
