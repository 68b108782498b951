"""The services that the routes call, started once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..model.errors import CanvasShareError, Unavailable

if TYPE_CHECKING:
    from ..autopilot.jobs import Jobs
    from ..model.profiles import Me
    from ..services.comparing import Comparing
    from ..services.details import Details
    from ..services.explaining import Explaining
    from ..services.importing import Importing
    from ..services.marks import Marks
    from ..services.models import Models
    from ..services.predictions import Predicting
    from ..services.profiles import Profiles
    from ..services.reports import Reports
    from ..services.shared_models import SharedModelReader
    from ..services.sharing import Sharing

EVENT_SCHEMA = "https://events.jupyterlab-canvas-share.org/shared_model/v1"


@dataclass(frozen=True)
class Services:
    """Everything a route may call."""

    me: Callable[[], Me]
    #: To be called on every request: somebody looks.
    attend: Callable[[], None]
    profiles: Profiles
    jobs: Jobs
    models: Models
    details: Details
    explaining: Explaining
    comparing: Comparing
    reports: Reports
    shared_models: SharedModelReader
    sharing: Sharing
    marks: Marks
    importing: Importing
    predicting: Predicting
    close: Callable[[], Awaitable[None]]


@dataclass
class Context:
    """Starts the services on first need and remembers why they could not start.

    A wrong setting must not keep Jupyter from starting, so it shows as the answer of every route.
    """

    start: Callable[[], Coroutine[None, None, Services]]
    _starting: asyncio.Task[Services] | None = field(default=None, init=False)

    async def ready(self) -> Services:
        """The running services.

        Raises CanvasShareError: what is wrong with the settings or the store.
        """
        if self._starting is None or (self._starting.done() and self._starting.exception()):
            self._starting = asyncio.create_task(self.start())
        try:
            return await asyncio.shield(self._starting)
        except OSError as error:
            raise Unavailable(
                f"The store cannot be used: {error}. Check CanvasShare.store.",
                code="store_unavailable",
            ) from error

    async def stop(self) -> None:
        if self._starting is None:
            return
        try:
            services = await self._starting
        except (CanvasShareError, OSError):
            return
        await services.close()
