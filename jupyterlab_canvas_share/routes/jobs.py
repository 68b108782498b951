"""``/jobs``: Autopilot experiments."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import Field
from tornado.web import authenticated

from ..model.base import Frozen, Page
from ..model.comparison import Comparison
from ..model.inputs import InputPreview
from ..model.job_requests import CreateAutoMLJob
from ..model.jobs import AutoMLJob, Candidate
from .base import CanvasShareHandler, PageQuery
from .operation import operation


class InputQuery(Frozen):
    """A file relative to the server's root folder and, optionally, its target column. Long cells of
    the first rows are cut unless they are asked for ``whole``. One for ``validation`` may be short,
    and all of its columns are used."""

    path: str = Field(min_length=1)
    target: str | None = None
    whole: bool = False
    validation: bool = False


class ComparisonQuery(Frozen):
    """Two candidates of the job, by their names."""

    left: str = Field(min_length=1, max_length=100)
    right: str = Field(min_length=1, max_length=100)


class InputPreviewHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("How an input file is understood", query=InputQuery, response=InputPreview)
    async def get(self, query: InputQuery) -> InputPreview:
        return await self.services.jobs.preview(
            query.path, query.target, whole=query.whole, validation=query.validation
        )


class JobsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("The jobs, newest first", query=PageQuery, response=Page[AutoMLJob])
    async def get(self, query: PageQuery) -> Page[AutoMLJob]:
        return await self.services.jobs.list(query.after, query.limit)

    @authenticated
    @authorized
    @operation("Create experiment", body=CreateAutoMLJob, response=AutoMLJob, status=201)
    async def post(self, request: CreateAutoMLJob) -> AutoMLJob:
        return await self.services.jobs.create(request)


class JobHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("One job", response=AutoMLJob)
    async def get(self, name: str) -> AutoMLJob:
        return await self.services.jobs.get(name)

    @authenticated
    @authorized
    @operation("Delete a job that has ended, with its models", response=AutoMLJob)
    async def delete(self, name: str) -> AutoMLJob:
        return await self.services.jobs.delete(name)


class StopJobHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Stop training", response=AutoMLJob)
    async def post(self, name: str) -> AutoMLJob:
        return await self.services.jobs.stop(name)


class CandidatesHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("The candidates of a job, best first", response=Page[Candidate])
    async def get(self, name: str) -> Page[Candidate]:
        return Page[Candidate](items=await self.services.jobs.candidates(name))


class ComparisonHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Two candidates side by side", query=ComparisonQuery, response=Comparison)
    async def get(self, name: str, query: ComparisonQuery) -> Comparison:
        return await self.services.comparing.compare(name, query.left, query.right)
