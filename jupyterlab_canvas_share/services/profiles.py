"""Who is in the Domain, and this server's own profile among them."""

from __future__ import annotations

from collections.abc import Iterable

from ..exchange.exchange import Exchange
from ..model.base import Page
from ..model.errors import Refused
from ..model.paging import page, page_size, read_cursor
from ..model.profiles import App, UserProfile


class Profiles:
    """The Domain's profiles. ``me`` is as configured; once registered, as on the store."""

    def __init__(self, exchange: Exchange, me: UserProfile) -> None:
        self._exchange = exchange
        self.me = me

    async def register(self) -> UserProfile:
        """Make this server's profile known, if it is new or its settings changed.

        Raises Refused (``profile_name_taken``): one that differs only in case is registered;
        Unavailable.
        """
        everybody = await self.everybody()
        check_case(self.me.name, everybody)
        registered = next((each for each in everybody if each.name == self.me.name), None)
        if registered is not None:
            # the name is the same person's for as long as it is registered
            self.me = self.me.model_copy(update={"since": registered.since})
        if registered != self.me:
            await self._exchange.register(self.me)
        return self.me

    async def everybody(self) -> list[UserProfile]:
        """All profiles, by name, as they are on the store now."""
        return await self._exchange.profiles(fresh=True)

    async def list(
        self, app: App | None = None, q: str = "", limit: int = 50, after: str | None = None
    ) -> Page[UserProfile]:
        """Profiles with that app whose name or display name contains ``q``, by name, without
        this server's own."""
        cursor = read_cursor(after, (str, str))
        words = q.casefold().split()
        found = [
            profile
            for profile in await self._exchange.profiles()
            if profile.name != self.me.name
            and (app is None or app in profile.apps)
            and all(word in f"{profile.name} {profile.display_name}".casefold() for word in words)
            and (cursor is None or _key(profile) > cursor)
        ]
        return page(found, page_size(limit), lambda profile: profile, _key)


def check_case(name: str, profiles: Iterable[UserProfile]) -> None:
    """Raises Refused (``profile_name_taken``): it is new, and a registered name differs from it in
    case only.

    A name that is registered stays its person's, whatever others write beside it later.
    """
    alike = {profile.name for profile in profiles if profile.name.casefold() == name.casefold()}
    if alike and name not in alike:
        registered = min(alike)
        raise Refused(
            f"The profile name {name!r} differs from the registered {registered!r} in case only. "
            "Set CanvasShare.user_profile to that name if it is yours, or to another one.",
            code="profile_name_taken",
            details={"name": name, "registered": registered},
        )


def _key(profile: UserProfile) -> tuple[str, str]:
    return profile.name.casefold(), profile.name
