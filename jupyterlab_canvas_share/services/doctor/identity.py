"""Which profile the server would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...model.errors import CanvasShareError
from ...model.profiles import UserProfile
from ..identity import resolve_domain_name, resolve_profile
from ..profiles import check_case
from .checks import Check, failed


@dataclass(frozen=True)
class Identity:
    """``origin`` is the setting or place that the profile's name comes from."""

    profile: str
    origin: str
    domain: str

    @property
    def check(self) -> Check:
        return Check(
            "ok",
            "identity",
            f"{self.profile} (from {self.origin}) in the Domain {self.domain}",
        )


def find_identity(user_profile: str, domain: str) -> Identity | Check:
    """The identity, or what is wrong with it."""
    try:
        name, origin = resolve_profile(user_profile)
        return Identity(name, origin, resolve_domain_name(domain))
    except CanvasShareError as error:
        return failed("identity", error)


def check_identity(identity: Identity, profiles: Sequence[UserProfile]) -> Check:
    try:
        check_case(identity.profile, profiles)
    except CanvasShareError as error:
        return failed("identity", error)
    known = any(profile.name == identity.profile for profile in profiles)
    others = len(profiles) - known
    return Check(
        "ok",
        "identity",
        f"{identity.check.message}, "
        + ("registered" if known else "to be registered when the server starts")
        + f"; {others or 'no'} other profile{'' if others == 1 else 's'}",
        # a wrong store or Domain looks like an empty one
        ""
        if others
        else "If colleagues have started their servers, compare CanvasShare.store and "
        "CanvasShare.domain with theirs.",
    )
