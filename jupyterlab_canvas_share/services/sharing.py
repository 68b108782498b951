"""Sharing a model with people in the Domain, and the two lists of what was shared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from pydantic import ValidationError

from ..exchange.cards import Card, Filter
from ..exchange.exchange import Change, Exchange
from ..exchange.index import HistoryRow
from ..model.base import NOTE_LIMIT, Page
from ..model.bundle import Manifest
from ..model.details import ModelSummary
from ..model.errors import NotFound, Refused
from ..model.events import (
    PRIVATE_KINDS,
    EventKind,
    HistoryEntry,
    ModelSource,
    ObjectRef,
    SharedCandidate,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from ..model.paging import page, page_size, read_cursor
from ..model.shares import Direction, SharedModel, ShareModel, ShareState
from .profiles import Profiles
from .recipients import check_recipients

if TYPE_CHECKING:
    from .models import Models

#: Called with what happened and the id of the SharedModel it happened to.
OnEvent = Callable[[str, SharedModelId], None]

_HISTORY_KINDS: tuple[EventKind, ...] = tuple(
    kind for kind in get_args(EventKind) if kind not in PRIVATE_KINDS
)


class Sharing:
    """The rules of sharing, as one profile."""

    def __init__(
        self,
        exchange: Exchange,
        profiles: Profiles,
        models: Models,
        max_recipients: int,
        on_event: OnEvent,
    ) -> None:
        self._exchange = exchange
        self._profiles = profiles
        self._models = models
        self._max_recipients = max_recipients
        self._on_event = on_event
        self._under_way: dict[str, asyncio.Task[SharedModelId]] = {}
        exchange.on_change(self._changed)

    async def stop(self) -> None:
        """Let shares that were begun come to their end."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def share(self, request: ShareModel) -> SharedModel:
        """Share one model; a repeated ``request`` answers what the first one did.

        Raises Refused: ``note_too_long``, those of ``check_recipients``, those of the source for a
        candidate that is not ready or not shareable, ``bundle_invalid`` for a damaged file;
        NotFound: no such source or model, or ``no_such_bundle``: its file was deleted;
        Unavailable: nobody knows yet whether it was shared, so send the same request again.
        """
        if request.request not in self._under_way:
            task = asyncio.create_task(self._share(request))
            self._under_way[request.request] = task
            task.add_done_callback(lambda _: self._under_way.pop(request.request))
        # shielded: a share goes on when the page that asked for it is closed
        return await self.get(await asyncio.shield(self._under_way[request.request]))

    async def list(
        self,
        direction: Direction,
        source: ModelSource | None = None,
        q: str = "",
        limit: int = 50,
        after: str | None = None,
    ) -> Page[SharedModel]:
        """Cards, last updated first.

        Raises BadRequest (``bad_cursor``, ``bad_limit``), Unavailable.
        """
        cursor = cast("tuple[int, str] | None", read_cursor(after, (int, str)))
        await self._exchange.filled()
        wanted = Filter(direction, source, q)
        cards = await self._exchange.index.cards(wanted, page_size(limit) + 1, cursor)
        return page(cards, limit, _shared_model, lambda card: (card.updated_at, card.id))

    async def get(self, id: SharedModelId) -> SharedModel:
        """One card. Raises NotFound: it does not exist, or this profile takes no part in it."""
        return _shared_model(await self._exchange.card(id))

    async def history(
        self, id: SharedModelId, limit: int = 50, after: str | None = None
    ) -> Page[HistoryEntry]:
        """The Shared History, newest first. Raises NotFound, BadRequest."""
        card = await self._exchange.card(id)
        cursor = read_cursor(after, (str,))
        rows = await self._exchange.index.history(
            id, _HISTORY_KINDS, page_size(limit) + 1, str(cursor[0]) if cursor else None
        )
        return page(rows, limit, lambda row: _history_entry(row, card), lambda row: (row.id,))

    async def seen(self, id: SharedModelId) -> SharedModel:
        """Mark everything up to now as read, on all of this profile's servers."""
        card = await self._exchange.card(id)
        if card.unseen:
            mark = SharedModelEvent(
                kind="seen",
                shared_model=id,
                to_app="Studio" if card.direction == "by-me" else "Canvas",
                subject=card.newest,
            )
            await self._exchange.send((), mark)
        return await self.get(id)

    async def _share(self, request: ShareModel) -> SharedModelId:
        if found := await self._exchange.find(request.request):
            return found
        if len(request.note) > NOTE_LIMIT:
            over = len(request.note) - NOTE_LIMIT
            raise Refused(
                f"The note is {over:,} character{'' if over == 1 else 's'} too long; "
                f"{NOTE_LIMIT:,} are allowed. Shorten it.",
                code="note_too_long",
                details={"limit": NOTE_LIMIT, "over": over},
            )
        recipients = check_recipients(
            request.recipients,
            await self._profiles.everybody(),
            self._exchange.me,
            "Canvas",
            self._max_recipients,
        )
        summary, bundle = await self._model(request)
        manifest = await asyncio.to_thread(_manifest, bundle, summary.title)
        ref = await self._exchange.describe_object(bundle)
        id = await self._exchange.new_id()
        event = SharedModelEvent(
            kind="shared",
            shared_model=id,
            to_app="Canvas",
            note=request.note,
            version=_version(summary, manifest, ref),
        )
        # only now: a share that is refused leaves nothing on the store
        await self._exchange.put_object(id, ref, bundle)
        await self._exchange.send(recipients, event, request.request)
        return id

    async def _model(self, request: ShareModel) -> tuple[ModelSummary, Path]:
        source = self._models.source(request.source)
        # the bundle first: for a model that is not ready the source says so better than we could
        bundle = await source.bundle(request.model_id)
        return await source.summary(request.model_id), bundle

    def _changed(self, change: Change) -> None:
        if change.live:
            self._on_event(change.action, change.shared_model)


def _manifest(bundle: Path, title: str) -> Manifest:
    from ..bundle.container import unpack
    from ..bundle.errors import BundleInvalid
    from ..bundle.strict_json import read_member

    try:
        return read_member(unpack(bundle.read_bytes())[0], "bundle.json", Manifest)
    except FileNotFoundError:
        raise NotFound(
            f"The file of {title} is not there any more. Train the model again.",
            code="no_such_bundle",
        ) from None
    except BundleInvalid as error:
        raise BundleInvalid(
            f"{title} cannot be shared: its file was damaged after the training. {error.message} "
            "Train the model again."
        ) from error


def _version(summary: ModelSummary, manifest: Manifest, ref: ObjectRef) -> SharedModelVersion:
    try:
        return SharedModelVersion(
            source=summary.source,
            title=summary.title[:200],
            problem_type=manifest.problem_type,
            target=manifest.target,
            positive_class=manifest.positive_class,
            objective=manifest.objective,
            candidates=(
                SharedCandidate(
                    name=summary.candidate, objective_value=summary.objective_value, bundle=ref
                ),
            ),
        )
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])).replace("_", " ")
        raise Refused(
            f"{summary.title} cannot be shared: its {where} does not fit "
            f"({error.errors()[0]['msg']}). Rename it in the data and train again.",
            code="candidate_not_shareable",
        ) from error


def _shared_model(card: Card) -> SharedModel:
    mine = card.direction == "by-me"
    count = len(card.recipients)
    state = "ready" if mine else (card.import_state or "importing")
    return SharedModel(
        id=card.id,
        owner=card.owner,
        direction=card.direction,
        source=card.version.source,
        title=card.version.title,
        problem_type=card.version.problem_type,
        target=card.version.target,
        positive_class=card.version.positive_class,
        objective=card.version.objective,
        objective_value=card.version.candidates[0].objective_value,
        note=card.note,
        shared_at=_time(card.shared_at),
        updated_at=_time(card.updated_at),
        recipients=card.recipients if mine else (),
        undelivered=card.undelivered if mine else (),
        shared_to=f"Shared to: {count} Canvas user{'' if count == 1 else 's'}" if mine else "",
        state=cast("ShareState", state),
        failure_reason=card.import_reason,
        unseen=card.unseen,
    )


def _history_entry(row: HistoryRow, card: Card) -> HistoryEntry:
    return HistoryEntry(
        id=row.id,
        author=row.author,
        kind=row.event.kind,
        at=_time(row.at),
        note=row.event.note,
        version=row.event.version,
        current=row.id == card.version_id,
    )


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
