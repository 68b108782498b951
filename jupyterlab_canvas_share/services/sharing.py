"""What one profile does with SharedModels: share, say something, take back, put away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from ..exchange.cards import Card
from ..exchange.exchange import Change, Exchange
from ..exchange.keys import is_profile_name, milliseconds
from ..model.base import NOTE_LIMIT, Time
from ..model.errors import BadRequest, Forbidden, Gone, Refused
from ..model.events import (
    EventKind,
    ModelSource,
    RequestId,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from ..model.profiles import App, BlockedProfile
from ..model.shares import (
    AddRecipients,
    Revoke,
    SharedModel,
    ShareFeedback,
    ShareModel,
    ShareVersion,
)
from .profiles import Profiles
from .recipients import check_recipients
from .shared_models import SharedModelReader
from .versions import make_version, read_manifest

if TYPE_CHECKING:
    from ..bundle.workers import Workers
    from .models import Models

#: Called with what happened and the id of the SharedModel it happened to.
OnEvent = Callable[[str, SharedModelId], None]

_OTHER_END: dict[App, App] = {"Studio": "Canvas", "Canvas": "Studio"}


class Sharing:
    """The rules of sharing, as one profile.

    Everything that takes a ``request`` answers a repeated one with what the first one did. All of
    it may raise Unavailable: nobody knows yet whether it happened, so send the same request again.
    """

    def __init__(
        self,
        exchange: Exchange,
        reader: SharedModelReader,
        profiles: Profiles,
        models: Models,
        workers: Workers,
        *,
        max_recipients: int,
        on_event: OnEvent,
    ) -> None:
        self._exchange = exchange
        self._profiles = profiles
        self._models = models
        self._workers = workers
        self._reader = reader
        self._max_recipients = max_recipients
        self._on_event = on_event
        self._under_way: dict[str, asyncio.Task[SharedModelId]] = {}
        exchange.on_change(self._changed)

    async def stop(self) -> None:
        """Let what was begun come to its end."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def share(self, request: ShareModel) -> SharedModel:
        """Share one model.

        Raises Refused: ``note_too_long``, those of ``check_recipients``, those of the source for a
        candidate that is not ready or not shareable, ``bundle_invalid`` for a damaged file,
        ``already_expired``; NotFound: no such source or model, or ``no_such_bundle``: its file was
        deleted.
        """
        return await self._once(request.request, lambda: self._share(request))

    async def share_version(self, id: SharedModelId, request: ShareVersion) -> SharedModel:
        """Share an update or an alternate of a SharedModel. Raises as ``share``; Gone."""

        async def work() -> SharedModelId:
            card = await self._open(id)
            _check_note(request.note)
            await self._check_expiry(request.expires_at)
            version, bundle = await self._version(request.source, request.model_id)
            await self._exchange.put_object(id, version.candidates[0].bundle, bundle)
            await self._send(card, request.kind, request, version, request.expires_at)
            return id

        return await self._once(request.request, work)

    async def feedback(self, id: SharedModelId, request: ShareFeedback) -> SharedModel:
        """**Share feedback**.

        Raises Refused (``note_too_long``, ``no_feedback``), NotFound, Gone.
        """

        async def work() -> SharedModelId:
            card = await self._open(id)
            _check_note(request.note)
            if not request.note.strip():
                raise Refused(
                    "There is no feedback yet. Write what the others should know.",
                    code="no_feedback",
                )
            await self._send(card, "feedback", request)
            return id

        return await self._once(request.request, work)

    async def add_recipients(self, id: SharedModelId, request: AddRecipients) -> SharedModel:
        """Share the current version with more people.

        Raises Forbidden (``not_the_owner``), Refused as ``check_recipients`` and
        ``already_shared``, NotFound, Gone.
        """

        async def work() -> SharedModelId:
            card = await self._open(id)
            _check_owner(card, self._exchange.me, "add people")
            _check_note(request.note)
            added = check_recipients(
                request.recipients,
                await self._profiles.everybody(),
                self._exchange.me,
                card.to_app,
                self._max_recipients,
            )
            already = [name for name in added if name in card.recipients]
            if already:
                raise Refused(
                    f"{', '.join(already)} already can see this model. Take the name out.",
                    code="already_shared",
                    details={"names": already},
                )
            everybody = (*card.recipients, *added)
            if len(everybody) > self._max_recipients:
                raise Refused(
                    f"That would be {len(everybody)} people in all, and one share may have at most "
                    f"{self._max_recipients}.",
                    code="too_many_recipients",
                    details={"limit": self._max_recipients, "count": len(everybody)},
                )
            event = SharedModelEvent(
                kind="recipients-added",
                shared_model=id,
                to_app=card.to_app,
                note=request.note or card.note,
                version=card.version,
                expires_at=card.expiry,
            )
            await self._exchange.send(everybody, event, request.request)
            return id

        return await self._once(request.request, work)

    async def revoke(self, id: SharedModelId, request: Revoke) -> SharedModel:
        """Take a share back from everybody, and delete its files.

        Raises Forbidden (``not_the_owner``), Refused (``note_too_long``), NotFound, Gone.
        """

        async def work() -> SharedModelId:
            card = await self._open(id)
            _check_owner(card, self._exchange.me, "revoke it")
            _check_note(request.note)
            await self._send(card, "revoked", request)
            return id

        return await self._once(request.request, work)

    async def remove(self, id: SharedModelId) -> SharedModel:
        """Put a card away, until its owner shares a new version; again, it is the same.

        Raises NotFound; Refused (``still_shared``): it is one's own and others can use it.
        """
        card = await self._exchange.card(id)
        if not card.removed:
            if card.direction == "by-me" and not card.ended_at(await self._exchange.now()):
                raise Refused(
                    "This model is still shared with others. Revoke it first.", code="still_shared"
                )
            await self._mark(card, "removed")
        return await self._reader.describe(await self._exchange.card(id))

    async def seen(self, id: SharedModelId) -> SharedModel:
        """Mark everything up to now as read, on all of this profile's servers."""
        card = await self._reader.card(id)
        if card.unseen:
            await self._mark(card, "seen")
        return await self._reader.get(id)

    async def block(self, name: str, *, blocked: bool) -> BlockedProfile:
        """Accept nothing new from a profile, or accept it again; then what came meanwhile counts.

        Raises BadRequest (``bad_profile_name``), Refused (``cannot_block_yourself``).
        """
        if not is_profile_name(name):
            raise BadRequest(f"{name[:80]!r} is no profile's name.", code="bad_profile_name")
        if name == self._exchange.me:
            raise Refused("You cannot block yourself.", code="cannot_block_yourself")
        await self._exchange.filled()
        if (name in await self._exchange.index.blocked()) != blocked:
            id = await self._exchange.new_id()
            mark = SharedModelEvent(
                kind="blocked" if blocked else "unblocked",
                shared_model=id,
                to_app="Studio",
                subject=name,
            )
            await self._exchange.send((), mark)
        return BlockedProfile(name=name, blocked=blocked)

    async def import_bundle(
        self, path: Path, title: str, note: str = "", source: ModelSource = "autopilot"
    ) -> SharedModel:
        """Make a ``.canvasmodel`` file a SharedModel of one's own, shared with nobody yet.

        Raises BundleInvalid, Refused (``note_too_long``), TooLarge.
        """
        _check_note(note)
        contents = await self._workers.verify(path)
        manifest = contents.manifest
        values = (
            metric.value
            for metric in contents.insights.metrics
            if metric.name == manifest.objective and metric.set == "Validation"
        )
        ref = await self._exchange.describe_object(path)
        version = make_version(
            manifest,
            ref,
            source=source,
            title=title,
            candidate=path.stem[:64],
            objective_value=next(values, None),
        )
        id = await self._exchange.new_id()
        await self._exchange.put_object(id, ref, path)
        event = SharedModelEvent(
            kind="shared", shared_model=id, to_app="Canvas", note=note, version=version
        )
        await self._exchange.send((), event)
        return await self._reader.get(id)

    async def _once(
        self, request: RequestId, work: Callable[[], Coroutine[None, None, SharedModelId]]
    ) -> SharedModel:
        async def unless_done() -> SharedModelId:
            return await self._exchange.find(request) or await work()

        if request not in self._under_way:
            task = asyncio.create_task(unless_done())
            self._under_way[request] = task
            task.add_done_callback(lambda _: self._under_way.pop(request))
        # shielded: it goes on when the page that asked for it is closed
        return await self._reader.get(await asyncio.shield(self._under_way[request]))

    async def _share(self, request: ShareModel) -> SharedModelId:
        _check_note(request.note)
        await self._check_expiry(request.expires_at)
        recipients = check_recipients(
            request.recipients,
            await self._profiles.everybody(),
            self._exchange.me,
            "Canvas",
            self._max_recipients,
        )
        version, bundle = await self._version(request.source, request.model_id)
        id = await self._exchange.new_id()
        event = SharedModelEvent(
            kind="shared",
            shared_model=id,
            to_app="Canvas",
            note=request.note,
            version=version,
            expires_at=request.expires_at,
        )
        # only now: a share that is refused leaves nothing on the store
        await self._exchange.put_object(id, version.candidates[0].bundle, bundle)
        await self._exchange.send(recipients, event, request.request)
        return id

    async def _version(self, source: str, model_id: str) -> tuple[SharedModelVersion, Path]:
        origin = self._models.source(source)
        # the bundle first: for a model that is not ready the source says so better than we could
        bundle = await origin.bundle(model_id)
        summary = await origin.summary(model_id)
        manifest = await read_manifest(bundle, summary.title)
        ref = await self._exchange.describe_object(bundle)
        version = make_version(
            manifest,
            ref,
            source=summary.source,
            title=summary.title,
            candidate=summary.candidate,
            objective_value=summary.objective_value,
        )
        return version, bundle

    async def _open(self, id: SharedModelId) -> Card:
        """The card, if it is still shared. Raises NotFound, Gone."""
        card = await self._reader.card(id)
        if card.ended_at(await self._exchange.now()):
            raise gone(card)
        return card

    async def _send(
        self,
        card: Card,
        kind: EventKind,
        request: ShareFeedback | ShareVersion | Revoke,
        version: SharedModelVersion | None = None,
        expires_at: Time | None = None,
    ) -> None:
        """From the owner to everybody, from a recipient to the owner."""
        mine = card.owner == self._exchange.me
        event = SharedModelEvent(
            kind=kind,
            shared_model=card.id,
            to_app=card.to_app if mine else _OTHER_END[card.to_app],
            note=request.note,
            version=version,
            expires_at=expires_at,
        )
        recipients = card.recipients if mine else (card.owner,)
        await self._exchange.send(recipients, event, request.request)

    async def _mark(self, card: Card, kind: EventKind) -> None:
        mark = SharedModelEvent(
            kind=kind, shared_model=card.id, to_app=card.to_app, subject=card.newest
        )
        await self._exchange.send((), mark)

    async def _check_expiry(self, expires_at: Time | None) -> None:
        if expires_at and milliseconds(expires_at) <= await self._exchange.now():
            raise Refused(
                "The share would have expired already. Choose a later time.",
                code="already_expired",
            )

    def _changed(self, change: Change) -> None:
        if change.live:
            self._on_event(change.action, change.shared_model)


def gone(card: Card) -> Gone:
    """What to say about a SharedModel that was revoked or has expired."""
    return Gone(
        f"{card.owner} no longer shares this model.",
        code="revoked",
        details={"shared_model": card.id, "owner": card.owner},
    )


def _check_owner(card: Card, me: str, action: str) -> None:
    if card.owner != me:
        raise Forbidden(
            f"Only {card.owner}, who shared this model, can {action}.",
            code="not_the_owner",
            details={"owner": card.owner},
        )


def _check_note(note: str) -> None:
    if len(note) > NOTE_LIMIT:
        over = len(note) - NOTE_LIMIT
        raise Refused(
            f"The note is {over:,} character{'' if over == 1 else 's'} too long; "
            f"{NOTE_LIMIT:,} are allowed. Shorten it.",
            code="note_too_long",
            details={"limit": NOTE_LIMIT, "over": over},
        )
