"""What must be on the store and in every index, worked out from what people wanted."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from jupyterlab_canvas_share.exchange.exchange import Change, Exchange
from jupyterlab_canvas_share.exchange.keys import MailName, author_of, parse_mail
from jupyterlab_canvas_share.model.base import canonical_json
from jupyterlab_canvas_share.model.events import (
    EVENT_LIMIT,
    PRIVATE_KINDS,
    EventKind,
    Record,
    SharedModelEvent,
    SharedModelId,
)

from .checker_people import MALLORY, NAMES, Circle, Intent
from .exchange_fixtures import KEYS, ids

KINDS: tuple[EventKind, ...] = get_args(EventKind)
CURRENT = ("shared", "updated", "recipients-added")


@dataclass(frozen=True)
class Mail:
    """One mail as it lies on the store."""

    key: str
    name: MailName
    data: bytes

    def event(self) -> SharedModelEvent:
        return SharedModelEvent.model_validate_json(self.data)


@dataclass
class Fact:
    """An event that somebody must see, and in whose words: more than one if its author lied."""

    id: str
    author: str
    events: list[SharedModelEvent]
    recipients: tuple[str, ...] = ()
    #: Whether it is seen depends on when it was read: its author came to be a recipient only later.
    may_be_refused: bool = False

    @property
    def event(self) -> SharedModelEvent:
        return self.events[0]


class Truth:
    """The store after a run, read by nobody's rules but these."""

    def __init__(self, circle: Circle) -> None:
        self._circle = circle
        self._mails: dict[str, list[Mail]] = {}
        self._done: dict[str, set[str]] = {}
        self.records: dict[str, tuple[Mail, Record]] = {}

    async def read(self) -> None:
        for name in (*NAMES, MALLORY):
            prefix = KEYS.mailbox(name)
            self._mails[name], self._done[name] = [], set()
            for info in await self._circle.inner.list(prefix):
                parsed = parse_mail(info.key.removeprefix(prefix))
                if parsed is None:
                    continue
                if parsed[1] == "done":
                    self._done[name].add(str(parsed[0]))
                    continue
                limit = 2 * EVENT_LIMIT
                mail = Mail(info.key, parsed[0], await self._circle.inner.get(info.key, limit))
                self._mails[name].append(mail)

    def check_delivery(self) -> None:
        """Every acknowledged intent reached exactly its recipients; any other all of them or
        nobody; what is on the store beyond that was forged by us."""
        wanted = {intent.request: intent for intent in self._circle.intents}
        for author in NAMES:
            own = [
                mail
                for mail in self._mails[author]
                if mail.name.author == author and mail.key not in self._circle.hostile
            ]
            for mail in own:
                record = Record.model_validate_json(mail.data)
                assert record.request is not None
                intent = wanted[record.request]
                first = self.records.setdefault(record.request, (mail, record))
                assert first[0] is mail, f"{intent.kind} {record.request} was committed twice"
                assert (author, record.recipients) == (intent.author, intent.recipients)
                assert (record.event.kind, record.event.note) == (intent.kind, record.request)
                previous = record.event.previous
                assert previous is None or previous < mail.name.event_id, "ulids go back"
                self._check_delivered(mail, record)
            done = {
                str(mail.name) for mail in own if Record.model_validate_json(mail.data).recipients
            }
            assert self._done[author] == done, "done marks are of finished records, and all of them"
            ids = [mail.name.event_id for mail in own]
            assert len(ids) == len(set(ids))
        for request, intent in wanted.items():
            assert request in self.records or not intent.acknowledged, f"{request} was lost"
        self._check_nothing_else()

    def _check_delivered(self, mail: Mail, record: Record) -> None:
        expected = canonical_json(record.event.model_dump(mode="json"))
        for reader in (*NAMES, MALLORY):
            copies = [
                each.data
                for each in self._mails[reader]
                if each.name.event_id == mail.name.event_id
                and each.key not in self._circle.hostile
                and reader != mail.name.author
            ]
            assert copies == [expected] * (reader in record.recipients), (
                f"{reader} has {len(copies)} copies of {record.request} to {record.recipients}: "
                f"{copies}"
            )

    def _check_nothing_else(self) -> None:
        ids = {mail.name.event_id for mail, _ in self.records.values()}
        for mails in self._mails.values():
            for mail in mails:
                if mail.key not in self._circle.hostile:
                    assert mail.name.event_id in ids, f"{mail.key} comes from nowhere"
                    assert hashlib.sha256(mail.data).hexdigest() == mail.name.sha256

    def facts(self, reader: str) -> dict[SharedModelId, dict[str, Fact]]:
        """What this person must see of each SharedModel."""
        facts: dict[SharedModelId, dict[str, Fact]] = defaultdict(dict)
        lies: list[Mail] = []
        answers: list[Mail] = []
        for mail in self._mails[reader]:
            why = self._circle.hostile.get(mail.key)
            if why == "same id":
                lies.append(mail)
            elif why == "answers":
                answers.append(mail)
            elif why is None:
                own = mail.name.author == reader
                record = Record.model_validate_json(mail.data) if own else None
                event = record.event if record else mail.event()
                facts[event.shared_model][mail.name.event_id] = Fact(
                    mail.name.event_id,
                    mail.name.author,
                    [event],
                    record.recipients if record else (),
                )
        for mail in answers:
            of = facts[mail.event().shared_model]
            author, id = mail.name.author, mail.name.event_id
            shared = [fact.id for fact in of.values() if author in fact.recipients]
            if shared:
                later = min(shared) != mail.event().shared_model
                of[id] = Fact(id, author, [mail.event()], may_be_refused=later)
        for mail in lies:
            facts[mail.event().shared_model][mail.name.event_id].events.append(mail.event())
        return {id: of for id, of in facts.items() if of}

    async def check_reader(self, name: str, exchange: Exchange) -> None:
        """Its lists, cards and histories show exactly what this person must see."""
        facts = self.facts(name)
        shown: set[str] = set()
        for id, of in facts.items():
            history = await exchange.index.history(id, KINDS, 10_000, None)
            required = {fact.id for fact in of.values() if not fact.may_be_refused}
            assert required <= {row.id for row in history} <= set(of), (
                f"{name}'s history of {id}; refused are {await exchange.index.rejected()}"
            )
            assert len(history) == len({row.id for row in history})
            for row in history:
                fact = of[row.id]
                assert (row.author, row.event in fact.events) == (fact.author, True)
            if card := _expected_card(name, id, of.values()):
                await _check_card(exchange, card, of.values())
                if not any(fact.event.kind == "removed" for fact in of.values()):
                    shown.add(id)
        listed = {*await ids(exchange, "by-me"), *await ids(exchange, "with-me")}
        assert shown <= listed <= set(facts), f"{name}'s lists"
        self._check_rejected(name, facts, await exchange.index.rejected())
        assert await exchange.index.pending() == []

    def _check_rejected(
        self,
        name: str,
        facts: dict[SharedModelId, dict[str, Fact]],
        rejected: Iterable[tuple[str, str]],
    ) -> None:
        accepted = {id for of in facts.values() for id in of}
        expected = {
            str(mail.name)
            for mail in self._mails[name]
            if mail.key in self._circle.hostile and mail.name.event_id not in accepted
        }
        equivocal = {
            str(mail.name)
            for mail in self._mails[name]
            if any(
                len(fact.events) > 1 or fact.may_be_refused
                for of in facts.values()
                for fact in [of.get(mail.name.event_id)]
                if fact
            )
        }
        found = {mail for mail, reason in rejected if reason != "the key does not parse"}
        assert found - equivocal == expected, f"{name} refused the wrong mails"

    async def check_objects(self, exchanges: dict[str, Exchange], folder: Path) -> None:
        """Every version's file comes over whole, to a recipient."""
        wanted = {intent.request: intent for intent in self._circle.intents}
        for request, (mail, record) in self.records.items():
            version = record.event.version
            if version is not None and record.recipients:
                target = folder / "fetched"
                await exchanges[record.recipients[0]].fetch_object(
                    mail.name.author,
                    record.event.shared_model,
                    version.candidates[0].bundle,
                    target,
                )
                assert target.read_bytes() == wanted[request].content

    def check_announcements(self, name: str, life: list[Change]) -> None:
        """In one server's life no event is news twice."""
        heard = Counter(
            (change.action, change.shared_model)
            for change in life
            if change.live and change.action != "delivered"
        )
        there: Counter[tuple[Literal["received", "sent"], SharedModelId]] = Counter()
        for id, of in self.facts(name).items():
            for fact in of.values():
                there["sent" if fact.author == name else "received", id] += 1
        assert heard <= there, f"{name} heard more than there was: {heard - there}"


def _expected_card(name: str, id: SharedModelId, facts: Iterable[Fact]) -> dict[str, Any] | None:
    owner = author_of(id)
    visible = sorted(
        (fact for fact in facts if fact.event.kind not in PRIVATE_KINDS), key=lambda fact: fact.id
    )
    theirs = [fact for fact in visible if fact.author == owner]
    versions = [fact for fact in theirs if fact.event.kind in CURRENT]
    if not versions:
        return None
    current = versions[-1].event
    assert current.version is not None
    # adding people repeats a version, with a note of their own
    told = [
        fact.event
        for fact in versions
        if fact.event.kind != "recipients-added"
        and fact.event.version is not None
        and fact.event.version.candidates == current.version.candidates
    ]
    current = (told or [current])[-1]
    return {
        "id": id,
        "owner": owner,
        "direction": "by-me" if owner == name else "with-me",
        "version": current.version,
        "note": current.note,
        "recipients": {each for fact in visible for each in fact.recipients}
        if owner == name
        else {owner} & {each for fact in visible for each in fact.recipients},
        "undelivered": (),
        "revoked": any(fact.event.kind == "revoked" for fact in theirs),
    }


async def _check_card(exchange: Exchange, expected: dict[str, Any], facts: Iterable[Fact]) -> None:
    card = await exchange.card(expected["id"])
    found = {
        field: set(card.recipients) if field == "recipients" else getattr(card, field)
        for field in expected
        if field != "revoked"
    }
    found["revoked"] = card.revoked_at is not None
    assert found == expected, f"{exchange.me}'s card"
    marks = [fact.event for fact in facts if fact.event.kind == "seen"]
    if not marks:
        others = [
            f for f in facts if f.author != exchange.me and f.event.kind != "recipients-added"
        ]
        assert card.unseen or not others


def acknowledged(intents: Iterable[Intent]) -> int:
    return sum(intent.acknowledged for intent in intents)
