"""Who is in the Domain, and this server's own profile among them."""

from __future__ import annotations

from ..exchange.exchange import Exchange
from ..model.base import Page
from ..model.profiles import App, UserProfile


class Profiles:
    """The Domain's profiles. ``me`` is as configured; its ``since`` counts only if it is new."""

    me: UserProfile

    def __init__(self, exchange: Exchange, me: UserProfile) -> None: ...

    async def register(self) -> UserProfile: ...

    async def list(
        self, app: App | None = None, q: str = "", limit: int = 50, after: str | None = None
    ) -> Page[UserProfile]: ...
