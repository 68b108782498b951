"""AutoML jobs as the server sees them: folders, subprocesses, and what they have to tell.

Light to import: nothing numerical is loaded until a file is looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from ..bundle.environment import without_secrets
from ..model.base import NAME_PATTERN, Page
from ..model.details import Artifact
from ..model.errors import Conflict, NotFound, Refused
from ..model.jobs import AutoMLJob, Candidate, CreateAutoMLJob, InputPreview
from ..model.paging import cursor, page, read_cursor
from .artifacts import artifact_file, artifacts_of
from .folder import JobFolder, JobRecord, write_json
from .processes import is_alive, mark
from .reading import candidates_of, job_of, status_of

#: After SIGTERM a job has this long to finish as Stopped.
KILL_AFTER_SECONDS = 10.0


@functools.cache
def can_train() -> bool:
    """Whether what the extra ``[autopilot]`` brings is installed."""
    libraries = ("sklearn", "lightgbm", "xgboost", "optuna", "skl2onnx", "onnxmltools")
    return all(find_spec(library) is not None for library in libraries)


class Jobs:
    """The jobs in ``folder``; input files lie below ``root``."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._killers: set[asyncio.Task[None]] = set()
        self._creating = asyncio.Lock()

    async def preview(self, path: str, target: str | None = None) -> InputPreview:
        """How a file is understood. Raises NotFound ``no_such_file`` and Refused."""
        from .inputs import preview

        return await asyncio.to_thread(preview, self._root, path, target)

    async def create(self, request: CreateAutoMLJob) -> AutoMLJob:
        """Check everything, then start training. On any error nothing is created.

        Raises Conflict ``job_exists``, NotFound ``no_such_file`` and Refused."""
        async with self._creating:
            await asyncio.to_thread(self._create, request)
        return await self.get(request.name)

    async def list(self, after: str | None = None, limit: int = 50) -> Page[AutoMLJob]:
        """Newest first. Raises BadRequest ``bad_cursor``."""
        return await asyncio.to_thread(self._list, after, limit)

    async def get(self, name: str) -> AutoMLJob:
        """Raises NotFound ``no_such_job``."""
        return await asyncio.to_thread(lambda: self._job(self._existing(name)))

    async def stop(self, name: str) -> AutoMLJob:
        """Ask a job to stop; finished candidates stay. One that has ended is left as it is."""
        folder = await asyncio.to_thread(self._existing, name)
        if await asyncio.to_thread(self._ask_stop, folder):
            task = asyncio.create_task(self._kill_later(folder))
            self._killers.add(task)
            task.add_done_callback(self._killers.discard)
        return await self.get(name)

    async def candidates(self, name: str) -> tuple[Candidate, ...]:
        """All candidates so far, the best first. Raises NotFound ``no_such_job``."""
        return await asyncio.to_thread(lambda: self._candidates(self._existing(name)))

    async def candidate(self, model_id: str) -> Candidate:
        """Raises NotFound ``no_such_model``."""
        return await asyncio.to_thread(lambda: self._candidate(model_id)[1])

    async def bundle_path(self, model_id: str) -> Path:
        """The candidate's ``.canvasmodel``. Raises Refused ``candidate_not_ready`` while it
        trains or when it failed, and ``candidate_not_shareable`` when its parity check failed."""
        return await asyncio.to_thread(self._bundle_path, model_id)

    async def artifacts(self, model_id: str) -> tuple[Artifact, ...]:
        """Inputs, outputs and intermediate results that are there."""
        return await asyncio.to_thread(self._artifacts, model_id)

    async def artifact_file(self, model_id: str, name: str) -> Path:
        """The file of an artifact by its ``download`` name. Raises NotFound."""
        return await asyncio.to_thread(self._artifact_file, model_id, name)

    def _create(self, request: CreateAutoMLJob) -> None:
        from .inputs import load

        if not can_train():
            raise Refused(
                "Training is not installed on this server. Install it with: "
                "pip install 'jupyterlab-canvas-share[autopilot]'",
                code="training_not_installed",
            )
        self._check_free(request.name)
        found = load(self._root, request)
        self._folder.mkdir(parents=True, exist_ok=True)
        record = JobRecord(
            request=request,
            root=str(self._root.resolve()),
            created_at=datetime.now(UTC),
            problem_type=found.target.problem_type,
            objective=found.target.objective,
            classes=found.target.classes,
            positive_class=found.target.positive_class,
            notices=found.notices,
        )
        building = Path(tempfile.mkdtemp(dir=self._folder, prefix=".new-"))
        write_json(JobFolder(building).job, record)
        folder = JobFolder(self._folder / request.name)
        try:
            self._check_free(request.name)
            building.rename(folder.path)
        except BaseException:
            shutil.rmtree(building)
            raise
        self._start(folder)

    def _start(self, folder: JobFolder) -> None:
        with folder.log.open("ab") as log:
            child = subprocess.Popen(
                # -P: a polars.py beside somebody's data is not the library
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "jupyterlab_canvas_share.autopilot.run",
                    str(folder.path),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=without_secrets(),
                # of its own group: Ctrl-C on the server does not end a training
                start_new_session=True,
            )
        self._children[str(folder.path)] = child
        with contextlib.suppress(ProcessLookupError):
            write_json(folder.process, mark(child.pid))

    def _check_free(self, name: str) -> None:
        if not self._folder.is_dir():
            return
        for entry in self._folder.iterdir():
            if entry.name.casefold() == name.casefold():
                raise Conflict(
                    f"There is an experiment “{entry.name}” already. Choose another name; upper "
                    "and lower case count as the same.",
                    code="job_exists",
                    details={"name": entry.name},
                )

    def _existing(self, name: str) -> JobFolder:
        folder = JobFolder(self._folder / name)
        if not re.fullmatch(NAME_PATTERN, name) or not folder.job.is_file():
            raise NotFound(
                f"There is no experiment “{name}”. AutoML on the Home panel lists them.",
                code="no_such_job",
                details={"name": name},
            )
        return folder

    def _job(self, folder: JobFolder) -> AutoMLJob:
        running = self._is_running(folder)
        if running is False:
            # a process that was killed could not delete the encoded rows itself
            shutil.rmtree(folder.work, ignore_errors=True)
        return job_of(folder, running)

    def _is_running(self, folder: JobFolder) -> bool | None:
        """None where no process was ever noted, as between creating and starting one."""
        child = self._children.get(str(folder.path))
        if child is not None and child.poll() is not None:
            del self._children[str(folder.path)]
        process = folder.read_process()
        return None if process is None else is_alive(process)

    def _list(self, after: str | None, limit: int) -> Page[AutoMLJob]:
        begin = read_cursor(after, (str, str))
        found: list[tuple[tuple[str, str], JobFolder]] = []
        for entry in self._folder.iterdir() if self._folder.is_dir() else ():
            with contextlib.suppress(FileNotFoundError, NotADirectoryError, ValueError):
                folder = JobFolder(entry)
                if re.fullmatch(NAME_PATTERN, entry.name):
                    place = _place(folder.record().created_at, entry.name)
                    if begin is None or place < begin:
                        found.append((place, folder))
        found.sort(key=lambda item: item[0], reverse=True)
        return page(found, limit, lambda item: self._job(item[1]), lambda item: item[0])

    def _ask_stop(self, folder: JobFolder) -> bool:
        if self._job(folder).status not in ("InProgress", "Stopping"):
            return False
        folder.stop.touch()
        process = folder.read_process()
        if process and is_alive(process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
        return True

    async def _kill_later(self, folder: JobFolder) -> None:
        await asyncio.sleep(KILL_AFTER_SECONDS)
        process = folder.read_process()
        if process is None:
            return
        alive = await asyncio.to_thread(is_alive, process)
        if alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def _candidates(self, folder: JobFolder) -> tuple[Candidate, ...]:
        status = status_of(folder, folder.record(), self._is_running(folder))
        return candidates_of(folder, running=status.ended_at is None)

    def _candidate(self, model_id: str) -> tuple[JobFolder, Candidate]:
        job, _, name = model_id.partition("~")
        try:
            folder = self._existing(job)
        except NotFound:
            found: tuple[Candidate, ...] = ()
        else:
            found = self._candidates(folder)
        for candidate in found:
            if candidate.name == name:
                return folder, candidate
        raise NotFound(
            f"There is no model “{model_id}”.", code="no_such_model", details={"model_id": model_id}
        )

    def _bundle_path(self, model_id: str) -> Path:
        folder, candidate = self._candidate(model_id)
        if candidate.status != "Completed":
            reason = candidate.failure_reason or "It is still training; wait until it is ready."
            raise Refused(
                f"The model “{candidate.name}” has no result. {reason}",
                code="candidate_not_ready",
                details={"status": candidate.status},
            )
        if not candidate.shareable:
            raise Refused(
                candidate.not_shareable_reason or "This model may not be shared.",
                code="candidate_not_shareable",
            )
        return folder.candidate(candidate.name) / "bundle.canvasmodel"

    def _artifacts(self, model_id: str) -> tuple[Artifact, ...]:
        folder, candidate = self._candidate(model_id)
        return artifacts_of(folder, candidate, self._root)

    def _artifact_file(self, model_id: str, name: str) -> Path:
        folder, candidate = self._candidate(model_id)
        return artifact_file(folder, candidate, name)


def cursor_after(job: AutoMLJob) -> str:
    """Where ``Jobs.list`` goes on after this job."""
    return cursor(_place(job.created_at, job.name))


def _place(created: datetime, name: str) -> tuple[str, str]:
    return created.astimezone(UTC).isoformat(), name
