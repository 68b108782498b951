"""Several people, and one real HTTP server that answers as one of them after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_canvas_share.routes.context import Context, Services
from jupyterlab_canvas_share.routes.table import API
from jupyterlab_canvas_share.services.details import Details
from jupyterlab_canvas_share.services.own_bundles import OwnBundles
from jupyterlab_canvas_share.services.reports import Reports

from .exchange_fixtures import profile
from .services_fixtures import Server, office


@dataclass
class People:
    """Alice and what she shares; bob, carol and mallory; and one HTTP server for all of them."""

    alice: Server
    bob: Server
    carol: Server
    mallory: Server
    folder: Path
    speak: Callable[[Server], None]
    fetch: Callable[..., Awaitable[Any]]

    async def ask(
        self, who: Server, verb: str, path: str, body: bytes | None = None, **query: str
    ) -> tuple[int, str]:
        """Status and body of an answer."""
        self.speak(who)
        try:
            answer = await self.fetch(
                *API.split("/"),
                *path.strip("/").split("/"),
                method=verb,
                body=body,
                params=query,
            )
        except HTTPClientError as error:
            return error.code, error.response.body.decode() if error.response else ""
        return answer.code, answer.body.decode()


@asynccontextmanager
async def everybody(
    folder: Path, server: Any, fetch: Callable[..., Awaitable[Any]]
) -> AsyncIterator[People]:
    settings = server.web_app.settings
    context = settings["canvas_share_context"]
    own = await context.ready()

    def speak(who: Server) -> None:
        theirs: Services = replace(
            own,
            attend=who.exchange.attend,
            profiles=who.profiles,
            reports=Reports(own.models, OwnBundles(own.models), who.reader, who.importing),
            details=Details(own.models, OwnBundles(own.models), who.reader, who.importing),
            shared_models=who.reader,
            sharing=who.sharing,
            marks=who.marks,
            importing=who.importing,
            predicting=who.predicting,
        )

        async def services() -> Services:
            return theirs

        settings["canvas_share_context"] = Context(services)

    try:
        async with (
            office(folder) as place,
            place.server("alice") as alice,
            place.server("bob") as bob,
            place.server("carol") as carol,
            place.server("mallory") as mallory,
        ):
            await alice.exchange.register(profile("dave"))
            yield People(alice, bob, carol, mallory, folder, speak, fetch)
    finally:
        settings["canvas_share_context"] = context


@pytest.fixture
def together(
    tmp_path: Path, jp_serverapp: Any, jp_fetch: Callable[..., Awaitable[Any]]
) -> AbstractAsyncContextManager[People]:
    folder = tmp_path / "office"
    folder.mkdir()
    return everybody(folder, jp_serverapp, jp_fetch)
