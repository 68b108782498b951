"""No text from outside becomes a path; ulids of one author only grow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jupyterlab_canvas_share.exchange.keys import (
    Keys,
    MailName,
    ProfileFile,
    Ulids,
    check_key,
    check_prefix,
    first_ulid,
    milliseconds,
    parse_mail,
    parse_profile,
    ulid_milliseconds,
)
from jupyterlab_canvas_share.model.errors import BadRequest

from .exchange_fixtures import Circle, circle

__all__ = ["circle"]

ULID = "01K9ZZZZZZZZZZZZZZZZZZZZZZ"
SHA = "ab" * 32
GOOD = [
    f"domains/default/profiles/alice/{ULID}.{SHA}.json",
    f"domains/default/mailboxes/bob/{ULID}.{SHA}.alice.json",
    f"domains/default/mailboxes/alice/{ULID}.{SHA}.alice.done",
    f"domains/default/objects/alice/{ULID}.alice/{'0' * 32}",
]
BAD_PARTS = [
    "..",
    ".",
    "",
    "../../etc/passwd",
    "%2e%2e",
    "%252E%252E%252F",
    "..\\..",
    "/etc",
    "a/b",
    "a\0b",
    "a\n",
    "bob\n",
    "-bob",
    "bob-",
    "ⅷ",
    "a" * 64,
]


@pytest.mark.parametrize("key", GOOD)
def test_every_key_of_the_layout_is_in_the_grammar(key: str) -> None:
    assert check_key(key) == key
    assert check_prefix(key.rpartition("/")[0] + "/")


@pytest.mark.parametrize("part", BAD_PARTS)
def test_no_part_of_a_key_can_be_anything_but_a_name(part: str) -> None:
    for key in GOOD:
        pieces = key.split("/")
        for position in range(len(pieces)):
            forged = "/".join([*pieces[:position], part, *pieces[position + 1 :]])
            with pytest.raises(BadRequest, match="is not a key"):
                check_key(forged)


@given(st.one_of(st.text(), st.from_regex(r"domains/[a./\\%]*/(mailboxes|objects)/.*")))
@example("domains/default/mailboxes/bob/../../../../etc/passwd")
@example("domains/default/objects/alice/" + ULID + ".alice/" + "0" * 32 + "\n")
def test_a_key_never_leaves_the_root(key: str) -> None:
    root = Path("/shared/store")
    try:
        path = root / check_key(key)
    except BadRequest:
        return
    assert ".." not in path.parts
    assert path.is_relative_to(root)


@given(st.text(max_size=80))
def test_a_store_refuses_prefixes_outside_the_grammar(prefix: str) -> None:
    try:
        check_prefix(prefix)
    except BadRequest:
        return
    assert prefix.startswith("domains/")
    assert prefix.endswith("/")
    assert ".." not in prefix.split("/")


async def test_a_store_touches_nothing_for_a_bad_key(circle: Circle, tmp_path: Path) -> None:
    store = circle.store()
    for key in ("../outside", "domains/default/mailboxes/bob/../../../../../outside"):
        for call in (
            store.put(key, b"x"),
            store.put_file(key, tmp_path),
            store.get(key, 10),
            store.get_file(key, tmp_path / "target", 10),
            store.delete(key),
        ):
            with pytest.raises(BadRequest):
                await call
        assert [error.code for error in await store.get_many([key], 10)] == ["bad_key"]
    with pytest.raises(BadRequest):
        await store.list("../")
    # the caller's own target is no part of the store
    assert {*tmp_path.iterdir()} <= {tmp_path / "target"}  # noqa: ASYNC240
    assert circle.place.keys("") == []


def test_a_mail_is_parsed_as_it_was_built() -> None:
    name = MailName(ULID, SHA, "a--b-9")
    assert parse_mail(f"{name}.json") == (name, "json")
    assert parse_mail(f"{name}.done") == (name, "done")
    assert Keys("default").mail("bob", name).endswith(f"/{name}.json")


@pytest.mark.parametrize(
    "name",
    [
        f"{ULID}.{SHA}.alice.txt",
        f"{ULID.lower()}.{SHA}.alice.json",
        f"{ULID}.{SHA.upper()}.alice.json",
        f"8{ULID[1:]}.{SHA}.alice.json",
        f"{ULID}.{SHA}.a{'-' * 80}b.json",
        f"{ULID}.{SHA}.alice.json.json",
        f".{ULID}.{SHA}.alice.json",
    ],
)
def test_a_mail_that_does_not_fit_is_not_parsed(name: str) -> None:
    assert parse_mail(name) is None


def test_a_profiles_file_is_parsed_as_it_was_built() -> None:
    file = ProfileFile("a--b-9", ULID, SHA)
    assert parse_profile(str(file)) == file
    assert Keys("default").profile(file).endswith(f"/profiles/{file}")


@pytest.mark.parametrize(
    "path",
    [
        f"alice/{ULID}.json",
        f"alice/{ULID}.{SHA}.txt",
        f"alice/{ULID}.{SHA.upper()}.json",
        f"alice/{ULID.lower()}.{SHA}.json",
        f"alice/{ULID}.{SHA}.json\n",
        f"al.ice/{ULID}.{SHA}.json",
        f"a{'-' * 80}b/{ULID}.{SHA}.json",
        f"alice/below/{ULID}.{SHA}.json",
        f"{ULID}.{SHA}.json",
    ],
)
def test_a_profiles_file_that_does_not_fit_is_not_parsed(path: str) -> None:
    assert parse_profile(path) is None


@given(st.lists(st.integers(-7_200_000, 7_200_000), min_size=2, max_size=30))
def test_ulids_of_an_author_grow_also_when_the_clock_jumps(jumps: list[int]) -> None:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    ulids = Ulids()
    made = [ulids.next(start + timedelta(milliseconds=jump)) for jump in jumps]
    assert made == sorted(set(made))


def test_ulids_go_on_from_an_earlier_run() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    before = Ulids().next(now + timedelta(minutes=5))
    later = Ulids()
    later.observe(before)
    assert later.next(now) > before


@given(st.integers(0, 2**48 - 1))
def test_the_first_ulid_of_a_moment_bounds_all_others(moment: int) -> None:
    assert ulid_milliseconds(first_ulid(moment)) == moment
    assert first_ulid(moment).endswith("0" * 16)


def test_a_ulid_tells_the_stores_time() -> None:
    now = datetime(2026, 11, 21, 12, 0, 0, 123000, tzinfo=UTC)
    assert ulid_milliseconds(Ulids().next(now)) == milliseconds(now)
