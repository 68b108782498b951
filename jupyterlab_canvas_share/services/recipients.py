"""Who may be named as a recipient, and what to say when somebody may not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from ..model.errors import Refused
from ..model.profiles import App, UserProfile

#: So many characters of a name are compared with those that are there.
_COMPARED = 80


def check_recipients(
    names: Sequence[str], registered: Sequence[UserProfile], me: str, app: App, most: int
) -> tuple[str, ...]:
    """The names, each once, if all of them can receive at ``app``.

    Raises Refused: ``no_recipients``, ``too_many_recipients``, ``cannot_share_with_yourself``,
    ``unknown_profile``, ``no_canvas_app`` or ``no_studio_app``.
    """
    wanted = tuple(dict.fromkeys(name.strip() for name in names))
    if not wanted:
        raise Refused(
            f"Nobody is named. Choose at least one {app} user to share with.", code="no_recipients"
        )
    if len(wanted) > most:
        raise Refused(
            f"{len(wanted)} people are named, and one share may have at most {most}. "
            f"Take out {len(wanted) - most}, or share a second time.",
            code="too_many_recipients",
            details={"limit": most, "count": len(wanted)},
        )
    if me in wanted:
        raise Refused(
            "You cannot share a model with yourself: it is already yours. Take your own name out.",
            code="cannot_share_with_yourself",
            details={"name": me},
        )
    profiles = {profile.name: profile for profile in registered}
    for name in wanted:
        if name not in profiles:
            others = [profile for profile in registered if profile.name != me]
            raise _unknown(name, others, app)
    without = [name for name in wanted if app not in profiles[name].apps]
    if without:
        raise Refused(
            f"{', '.join(without)} cannot receive in {app}: the profile does not have the {app} "
            f"app. Choose somebody who has, or have {app} added to CanvasShare.apps there.",
            code=f"no_{app.lower()}_app",
            details={"names": without, "app": app},
        )
    return wanted


def check_added_recipients(
    present: Sequence[str],
    names: Sequence[str],
    registered: Sequence[UserProfile],
    me: str,
    app: App,
    *,
    most: int,
) -> tuple[str, ...]:
    """Everybody who is ``present``, and after them the names.

    Raises Refused as ``check_recipients``, and ``already_shared``.
    """
    added = check_recipients(names, registered, me, app, most)
    already = [name for name in added if name in present]
    if already:
        raise Refused(
            f"{', '.join(already)} already {'has' if len(already) == 1 else 'have'} this model. "
            f"Take the name{'' if len(already) == 1 else 's'} out.",
            code="already_shared",
            details={"names": already},
        )
    everybody = (*present, *added)
    if len(everybody) > most:
        raise Refused(
            f"That would be {len(everybody)} people in all, and one share may have at most "
            f"{most}. Take out {len(everybody) - most}, or share a second time.",
            code="too_many_recipients",
            details={"limit": most, "count": len(everybody)},
        )
    return everybody


def _unknown(name: str, others: Iterable[UserProfile], app: App) -> Refused:
    # no profile's name is longer, and comparing takes time
    name = name[:_COMPARED]
    near = {other.name.casefold(): other.name for other in others if app in other.apps}
    matches = difflib.get_close_matches(name.casefold(), near, n=3, cutoff=0.6)
    similar = [near[match] for match in matches]
    hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
    return Refused(
        f"There is no profile {name!r} in this Domain.{hint} A profile appears once its "
        "server was started on the same store.",
        code="unknown_profile",
        details={"name": name, "similar": similar},
    )
