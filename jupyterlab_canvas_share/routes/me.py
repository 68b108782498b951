"""``/me`` and ``/profiles``: who this server acts as, and who can receive."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..model.base import Page
from ..model.profiles import App, Me, UserProfile
from .base import CanvasShareHandler, PageQuery
from .operation import operation


class ProfileQuery(PageQuery):
    """``q`` are words that all occur in the name or the display name."""

    app: App | None = None
    q: str = ""


class MeHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Who this server acts as", response=Me)
    async def get(self) -> Me:
        return self.services.me()


class ProfilesHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("The profiles of the Domain", query=ProfileQuery, response=Page[UserProfile])
    async def get(self, query: ProfileQuery) -> Page[UserProfile]:
        return await self.services.profiles.list(query.app, query.q, query.limit, query.after)
