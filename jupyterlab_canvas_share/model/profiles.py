"""The Domain and the people in it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from .base import DomainName, Frozen, ProfileName, Time

App = Literal["Studio", "Canvas"]
#: Characters of a display name.
DISPLAY_NAME_LIMIT = 200


class UserProfile(Frozen):
    """One person in a Domain. ``apps`` says at which ends the profile may receive."""

    name: ProfileName
    display_name: Annotated[str, StringConstraints(min_length=1, max_length=DISPLAY_NAME_LIMIT)]
    apps: tuple[App, ...]
    since: Time


class BlockedProfile(Frozen):
    """Whether this profile accepts anything new from another one."""

    name: ProfileName
    blocked: bool


class Capabilities(Frozen):
    """What this server can do, so that a page shows no button that would not work."""

    train: bool
    studio: bool
    canvas: bool


class Me(Frozen):
    """Who this server acts as, and on which store."""

    profile: UserProfile
    domain: DomainName
    store: str
    max_recipients: int
    note_limit: int
    capabilities: Capabilities
    version: str
