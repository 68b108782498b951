"""One profile's end of the exchange for the time of a command, beside a server that may run.

Its index is a file of its own that lies in a temporary folder, and it is filled from the mailbox.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..app import CanvasShare
    from ..bundle.workers import Workers
    from ..exchange.exchange import Exchange
    from ..sources.autopilot import AutopilotSource


@asynccontextmanager
async def running_exchange(app: CanvasShare) -> AsyncIterator[Exchange]:
    """Raises CanvasShareError: a setting is wrong; Unavailable."""
    from ..exchange.exchange import Exchange
    from ..services.identity import resolve_domain_name, resolve_profile_name
    from ..wiring import configured_store

    name = resolve_profile_name(app.user_profile)
    domain = resolve_domain_name(app.domain)
    store = configured_store(app)
    with tempfile.TemporaryDirectory(prefix="canvas-share-") as cache:
        exchange = Exchange(store, domain, name, Path(cache) / "index.sqlite")
        async with AsyncExitStack() as started:
            started.push_async_callback(exchange.stop)
            await exchange.start()
            await exchange.synced()
            yield exchange


@asynccontextmanager
async def running_workers() -> AsyncIterator[Workers]:
    from ..bundle.workers import Workers

    workers = Workers(1)
    try:
        yield workers
    finally:
        await workers.close()


def own_models(app: CanvasShare) -> AutopilotSource:
    """What this account's server trained."""
    from ..autopilot.jobs import Jobs
    from ..sources.autopilot import AutopilotSource
    from ..wiring import folders

    data, _, root = folders(app, "", "")
    return AutopilotSource(Jobs(data / "jobs", root))
