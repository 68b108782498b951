"""Whole servers of several people on one folder, without HTTP: every service, real workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jupyterlab_canvas_share.bundle.workers import Workers
from jupyterlab_canvas_share.bundle.write import write_bundle
from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.base import Page
from jupyterlab_canvas_share.model.details import Artifact, ModelSummary, NetworkFact
from jupyterlab_canvas_share.model.errors import Conflict, NotFound, Refused
from jupyterlab_canvas_share.model.profiles import App, UserProfile
from jupyterlab_canvas_share.model.shares import SharedModels, ShareModel
from jupyterlab_canvas_share.services.endings import Endings
from jupyterlab_canvas_share.services.importing import Importing
from jupyterlab_canvas_share.services.marks import Marks
from jupyterlab_canvas_share.services.models import Models
from jupyterlab_canvas_share.services.predictions import Predicting
from jupyterlab_canvas_share.services.profiles import Profiles
from jupyterlab_canvas_share.services.shared_models import SharedModelReader
from jupyterlab_canvas_share.services.sharing import Sharing

from .bundle_fixtures import make_bundle

BOTH: tuple[App, ...] = ("Studio", "Canvas")


class Shelf:
    """A source of a few models that were trained before."""

    def __init__(self, folder: Path) -> None:
        self._models: dict[str, Path] = {}
        for kind, classes in (("linear", 2), ("forest", 0)):
            made = make_bundle(kind, classes)
            self._models[kind] = folder / f"{kind}.canvasmodel"
            write_bundle(self._models[kind], made.contents, made.graph)

    async def summary(self, model_id: str) -> ModelSummary:
        if model_id not in self._models:
            raise NotFound(f"There is no model {model_id!r}.", code="no_such_model")
        binary = model_id == "linear"
        return ModelSummary(
            id=model_id,
            source="autopilot",
            title=f"churn / {model_id}",
            job="churn",
            candidate=model_id,
            best=binary,
            created_at=datetime.now(UTC),
            problem_type="BinaryClassification" if binary else "Regression",
            target="churn",
            objective="F1" if binary else "MSE",
            objective_value=0.75,
            shareable=True,
        )

    async def finished(self, model_id: str) -> Path:
        return await self.bundle(model_id)

    async def bundle(self, model_id: str) -> Path:
        if model_id == "training":
            raise Conflict("It is still training.", code="candidate_not_ready")
        if model_id == "failed":
            raise Refused("Its training failed.", code="candidate_not_shareable")
        if model_id not in self._models:
            raise NotFound(f"There is no model {model_id!r}.", code="no_such_model")
        return self._models[model_id]

    async def list(self, q: str, after: str | None, limit: int) -> Page[ModelSummary]:
        found = [await self.summary(id) for id in self._models if q in id]
        return Page(items=tuple(found[:limit]))

    async def artifacts(self, model_id: str) -> tuple[Artifact, ...]:
        return ()

    async def network(self, model_id: str) -> tuple[NetworkFact, ...]:
        return ()

    async def artifact_file(self, model_id: str, name: str) -> Path:
        raise NotFound(f"{model_id} has no artifact {name!r}.")


@dataclass
class Server:
    exchange: Exchange
    profiles: Profiles
    reader: SharedModelReader
    sharing: Sharing
    marks: Marks
    importing: Importing
    predicting: Predicting
    heard: list[tuple[str, str]]


@dataclass
class Office:
    """One folder, one pool of workers, one shelf of models; servers come and go."""

    folder: Path
    workers: Workers
    shelf: Shelf

    @asynccontextmanager
    async def server(
        self,
        name: str,
        apps: tuple[App, ...] = BOTH,
        store: ObjectStore | None = None,
        max_recipients: int = 23,
    ) -> AsyncIterator[Server]:
        cache = self.folder / "caches" / name
        heard: list[tuple[str, str]] = []

        def hear(action: str, shared_model: str) -> None:
            heard.append((action, shared_model))

        exchange = Exchange(
            store or FolderStore(self.folder / "store"), "default", name, cache / "index.sqlite"
        )
        me = UserProfile(name=name, display_name=name.title(), apps=apps, since=datetime.now(UTC))
        profiles = Profiles(exchange, me)
        models = Models({"autopilot": self.shelf})
        reader = SharedModelReader(exchange)
        sharing = Sharing(
            exchange,
            reader,
            profiles,
            models,
            self.workers,
            max_recipients=max_recipients,
            on_event=hear,
        )
        importing = Importing(exchange, self.workers, cache / "bundles", hear)
        predicting = Predicting(importing, self.workers, cache / "batches", hear)
        endings = Endings(exchange, importing, predicting, hear)
        marks = Marks(exchange, reader)
        parts = (exchange, importing, predicting, endings)
        try:
            for part in parts:
                await part.start()
            await profiles.register()
            yield Server(exchange, profiles, reader, sharing, marks, importing, predicting, heard)
        finally:
            for part in (sharing, *reversed(parts)):
                await part.stop()


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    workers = Workers()
    try:
        yield Office(folder, workers, Shelf(folder))
    finally:
        await workers.close()


def to(
    *recipients: str, model: str = "linear", note: str = "", request: str = "request-1"
) -> ShareModel:
    return ShareModel(
        source="autopilot", model_id=model, recipients=recipients, note=note, request=request
    )


async def page_of(
    reader: SharedModelReader, wanted: Filter, limit: int = 50, after: str | None = None
) -> SharedModels:
    """A page of a list, held to its type."""
    return SharedModels.model_validate_json(await reader.list(wanted, limit, after))
