"""Who is in the Domain: the newest file of a name counts, if its key says what is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.directory import Directory
from jupyterlab_canvas_share.exchange.keys import ProfileFile, first_ulid, milliseconds
from jupyterlab_canvas_share.model.profiles import UserProfile

from .exchange_fixtures import KEYS, Circle, circle, listed, model, profile, share
from .exchange_places import Stored

__all__ = ["circle", "model"]


def file_of(circle: Circle, name: str) -> Stored:
    (key,) = circle.place.keys(f"{KEYS.profiles}{name}/")
    return circle.at(key)


def write(circle: Circle, name: str, data: bytes, ahead: timedelta) -> str:
    """A file under the key that fits it, that much newer than now."""
    ulid = first_ulid(milliseconds(datetime.now(UTC) + ahead))
    key = KEYS.profile(ProfileFile.of(name, ulid, data))
    circle.place.write(key, data)
    return key


def one_byte(mail: Stored) -> None:
    mail.write(mail.read().replace(b"Studio", b"Studip"))


async def test_the_newest_file_of_a_name_counts(circle: Circle) -> None:
    async with circle.person("alice") as alice:
        await alice.register(profile("bob", "Studio"))
        await alice.register(profile("bob", "Canvas"))
        await alice.register(profile("Alice"))
        found = await alice.profiles(fresh=True)
        assert [(each.name, each.apps) for each in found] == [
            ("Alice", ("Studio", "Canvas")),
            ("bob", ("Canvas",)),
        ]


def says_nothing(circle: Circle, good: Stored) -> str:
    return write(circle, "bob", b"{}", timedelta(minutes=1))


def of_another(circle: Circle, good: Stored) -> str:
    data = profile("alice", "Canvas").model_dump_json().encode()
    return write(circle, "bob", data, timedelta(minutes=1))


def changed(circle: Circle, good: Stored) -> str:
    data = profile("bob", "Canvas").model_dump_json().encode()
    key = write(circle, "bob", data, timedelta(minutes=1))
    circle.place.write(key, data.replace(b"Canvas", b"Studio"))
    return key


def too_large(circle: Circle, good: Stored) -> str:
    data = profile("bob", "Canvas").model_dump_json().encode() + b" " * (16 * 1024)
    return write(circle, "bob", data, timedelta(minutes=1))


def without_digest(circle: Circle, good: Stored) -> str:
    key = f"{KEYS.profiles}bob/{good.name.partition('.')[0]}.json"
    circle.place.write(key, good.read())
    return key


def copied(circle: Circle, good: Stored) -> str:
    key = f"{KEYS.profiles}mallory/{good.name}"
    circle.place.write(key, good.read())
    return key


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (says_nothing, "damaged"),
        (of_another, "damaged"),
        (changed, "damaged"),
        (too_large, "too_large"),
        (without_digest, "bad_key"),
        (copied, "damaged"),
    ],
)
async def test_a_bad_file_is_ignored_and_said(
    circle: Circle, make: Callable[[Circle, Stored], str], kind: str
) -> None:
    async with circle.person("alice") as alice:
        await alice.register(profile("bob", "Studio"))
        key = make(circle, file_of(circle, "bob"))
        found = await alice.profiles(fresh=True)
        assert [(each.name, each.apps) for each in found] == [("bob", ("Studio",))]
    defects = [each async for each in Directory(circle.store(), KEYS).defects()]
    assert [(each.kind, each.key) for each in defects] == [(kind, key)]


async def test_a_file_from_the_future_does_not_speak_for_its_name(circle: Circle) -> None:
    async with circle.person("alice") as alice:
        await alice.register(profile("alice", "Studio"))
        forged = profile("alice", "Canvas").model_dump_json().encode()
        write(circle, "alice", forged, timedelta(days=365))
        (found,) = await alice.profiles(fresh=True)
        assert found.apps == ("Studio",)


async def test_who_registers_again_after_damage_is_still_in_the_domain_since_the_first_time(
    circle: Circle, model: Path
) -> None:
    """Else the mail from before would count as that of somebody who had the name earlier."""
    long_ago = datetime.now(UTC) - timedelta(days=2)
    data = profile("bob").model_copy(update={"since": long_ago}).model_dump_json().encode()
    key = write(circle, "bob", data, timedelta(days=-2))
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
    one_byte(circle.at(key))
    in_three_hours = profile("bob").model_copy(
        update={"since": datetime.now(UTC) + timedelta(hours=3)}
    )
    async with circle.person("bob") as bob:
        assert await bob.profiles(fresh=True) == []
        await bob.register(in_three_hours)
        (again,) = await bob.profiles(fresh=True)
        assert abs(again.since - long_ago) < timedelta(seconds=1)
    async with circle.person("bob", index="new") as bob:
        await listed(bob, id)


async def test_who_registers_again_with_other_settings_keeps_what_they_said(circle: Circle) -> None:
    async with circle.person("bob") as bob:
        await bob.register(profile("bob"))
        other: UserProfile = profile("bob", "Canvas")
        await bob.register(other)
        assert await bob.profiles(fresh=True) == [other]
