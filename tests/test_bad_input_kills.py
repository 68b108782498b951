"""Servers that are killed (SIGKILL, as by a power cut) in the middle of a share or of an import:
after a restart everybody has it exactly once, and a repeated request answers the same share."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .bad_input_fixtures import (
    ANALYST,
    SCIENTIST,
    candidates,
    copied,
    domain,
    mail,
    register,
    share,
)
from .servers import Server, eventually, running

#: Between the first and the last of them lies the time in which a delivery can be cut off.
RECIPIENTS = [*(f"colleague-{number:02}" for number in range(22)), ANALYST]


@dataclass
class Person:
    """Somebody whose server can be killed and started again, with the same files."""

    home: Path
    profile: str
    folder: str
    server: Server = field(init=False)
    _stack: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        started = running(self.home / self.folder, self.home / "store", self.profile)
        self.server = self._stack.enter_context(started)

    def stop(self) -> None:
        self._stack.close()

    def cards(self, direction: str) -> list[Any]:
        page = self.server.get("/shared-models", direction=direction, limit=200)
        return list(page["items"])


@dataclass
class Office:
    home: Path
    scientist: Person
    analyst: Person
    model: str

    def share(self, request: str, *recipients: str) -> Any:
        return share(self.scientist.server, *recipients, model=self.model, request=request)

    def objects(self) -> set[str]:
        return {path.name for path in (domain(self.home) / "objects" / SCIENTIST).glob("*/*")}

    def records(self) -> set[str]:
        return names(mail(self.home, SCIENTIST))

    def events(self, reader: str) -> set[str]:
        return names(mail(self.home, reader))

    def finished(self) -> set[str]:
        return names((domain(self.home) / "mailboxes" / SCIENTIST).glob("*.done"))


def names(paths: Any) -> set[str]:
    return {path.name for path in paths}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = copied(tmp_path_factory.mktemp("kills"))
    register(home / "store", RECIPIENTS[:-1])
    people = [Person(home, SCIENTIST, "scientist"), Person(home, ANALYST, "analyst")]
    try:
        with ThreadPoolExecutor() as threads:
            list(threads.map(Person.start, people))
        yield Office(home, people[0], people[1], candidates(people[0].server)[0]["model_id"])
    finally:
        for person in people:
            person.stop()


def kill_when(
    person: Person, reached: Callable[[], bool], missed: Callable[[], bool] = lambda: False
) -> list[int] | None:
    """Kill the server at the first moment that ``reached`` holds; answers its child processes.

    It stands still while it is looked at. On a busy machine the moment may pass all the same:
    null if ``missed`` says so, and the server goes on.
    """
    pid = person.server.process.pid
    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.001)
        os.kill(pid, signal.SIGSTOP)
        if missed() and not reached():
            os.kill(pid, signal.SIGCONT)
            return None
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for path in tasks for child in path.read_text().split()]
    person.server.kill()
    return children


MOMENTS: dict[str, Callable[[Office], set[str]]] = {
    "object": Office.objects,
    "record": Office.records,
    "first event": lambda office: office.events(RECIPIENTS[0]),
    "last event": lambda office: office.events(RECIPIENTS[-1]),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_server_killed_in_the_middle_of_a_share(office: Office, moment: str) -> None:
    look, request = MOMENTS[moment], f"killed-at-{moment.replace(' ', '-')}"
    before = look(office)
    records = office.records()
    events = {name: office.events(name) for name in RECIPIENTS}
    cards = {card["id"] for card in office.scientist.cards("by-me")}

    def post() -> None:
        with contextlib.suppress(OSError):  # the server dies before it answers, mostly
            office.share(request, *RECIPIENTS)

    with ThreadPoolExecutor(1) as page:
        asking = page.submit(post)
        kill_when(office.scientist, lambda: look(office) > before)
        asking.result()
    # the record is the commit: without it nobody got anything, with it everybody will
    committed = office.records() - records
    assert committed or moment == "object"
    if not committed:
        assert {name: office.events(name) for name in RECIPIENTS} == events
    office.scientist.start()
    if committed:
        # nobody asks for it again
        eventually(lambda: len(office.finished()) == len(office.records()))
        assert [len(office.events(name) - events[name]) for name in RECIPIENTS] == [1] * 23

    repeated = office.share(request, *RECIPIENTS)
    assert repeated.status == 201, repeated
    id = repeated.body["id"]
    (record,) = office.records() - records
    assert id == f"{record[:26]}.{SCIENTIST}"
    assert office.share(request, *RECIPIENTS).body["id"] == id
    assert (repeated.body["recipients"], repeated.body["undelivered"]) == (RECIPIENTS, [])
    assert {card["id"] for card in office.scientist.cards("by-me")} - cards == {id}
    assert [len(office.events(name) - events[name]) for name in RECIPIENTS] == [1] * 23
    (seen,) = eventually(lambda: [c for c in office.analyst.cards("with-me") if c["id"] == id])
    assert seen["owner"] == SCIENTIST
    eventually(lambda: office.analyst.server.get(f"/shared-models/{id}")["analysis"])


def test_a_server_killed_before_it_reached_everybody(office: Office) -> None:
    """One mailbox cannot be written to, so it is certain that the kill comes in between."""
    register(office.home / "store", ["walled"])
    wall = domain(office.home) / "mailboxes" / "walled"
    wall.write_text("in the way")
    reached = office.events(ANALYST)
    shared = office.share("killed-between", "walled", ANALYST)
    assert (shared.status, shared.body["undelivered"]) == (201, ["walled"])
    office.scientist.server.kill()
    wall.unlink()
    office.scientist.start()
    (event,) = eventually(lambda: office.events("walled"))
    assert office.events(ANALYST) - reached == {event}
    card = f"/shared-models/{shared.body['id']}"
    eventually(lambda: office.scientist.server.get(card)["shared_model"]["undelivered"] == [])
    assert office.share("killed-between", "walled", ANALYST).body["id"] == shared.body["id"]
    assert office.events("walled") == {event}


@pytest.mark.parametrize("moment", ["arrival", "fetching"])
def test_a_server_killed_in_the_middle_of_an_import(office: Office, moment: str) -> None:
    bundles = office.home / "analyst" / "cache" / "default" / ANALYST / "bundles"

    def reached() -> bool:
        if moment == "arrival":
            return office.events(ANALYST) > arrived
        return any(path.name.startswith(".") for path in bundles.iterdir())

    for attempt in itertools.count():
        arrived, kept = office.events(ANALYST), set(bundles.glob("[!.]*.json"))
        with ThreadPoolExecutor(1) as page:
            asking = page.submit(office.share, f"import-{moment}-{attempt}", ANALYST)
            children = kill_when(
                office.analyst, reached, lambda kept=kept: set(bundles.glob("[!.]*.json")) > kept
            )
            id = asking.result().body["id"]
        if children is not None:
            break
    # cut off before it was taken in, and no worker is left behind
    assert not (bundles / f"{id}.json").exists()
    eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    office.analyst.start()
    (card,) = eventually(
        lambda: [
            card
            for card in office.analyst.cards("with-me")
            if card["id"] == id and card["state"] == "ready"
        ]
    )
    assert card["failure_reason"] is None
    assert len(office.events(ANALYST) - arrived) == 1
    row = {"rows": [{"tenure": 3, "charges": 70.5, "contract": "monthly"}]}
    predicted = office.analyst.server.post(f"/shared-models/{id}/predictions", row)
    assert predicted["items"][0]["value"] in ("No", "Yes")
