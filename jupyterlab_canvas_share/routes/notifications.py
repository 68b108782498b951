"""``/notifications``: what others did and nobody looked at; and from whom to hear nothing."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..model.profiles import App, BlockedProfile
from ..model.shares import Notifications
from .base import CanvasShareHandler, PageQuery
from .operation import operation


class NotificationQuery(PageQuery):
    app: App | None = None


class NotificationsHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("What is new", query=NotificationQuery, response=Notifications)
    async def get(self, query: NotificationQuery) -> Notifications:
        return await self.services.shared_models.notifications(query.app, query.limit, query.after)


class BlockHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Accept nothing new from a profile", response=BlockedProfile)
    async def post(self, name: str) -> BlockedProfile:
        return await self.services.marks.block(name, blocked=True)


class UnblockHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("Accept a profile's events again", response=BlockedProfile)
    async def post(self, name: str) -> BlockedProfile:
        return await self.services.marks.block(name, blocked=False)
