"""What one profile does with SharedModels: share, add people, say something, take back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from ..exchange.exchange import Change, Exchange
from ..exchange.index.cards import Card
from ..model.base import Time
from ..model.errors import NotFound, Refused
from ..model.events import (
    EventKind,
    RequestId,
    SharedModelEvent,
    SharedModelId,
    SharedModelVersion,
)
from ..model.profiles import App
from ..model.shares import (
    AddRecipients,
    Revoke,
    SharedModel,
    ShareFeedback,
    ShareModel,
    ShareVersion,
)
from .access import usable_card
from .checks import check_expiry, check_note, check_owner, check_shared
from .profiles import Profiles
from .recipients import check_added_recipients, check_recipients
from .requests import Action, Requests
from .shared_models import SharedModelReader
from .versions import check_title, make_version, read_manifest, unless_gone, validated_objective

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
        self._requests = Requests(exchange)
        self._adding = asyncio.Lock()
        exchange.on_change(self._changed)

    async def stop(self) -> None:
        """Let what was begun come to its end."""
        await self._requests.stop()

    async def share(self, request: ShareModel) -> SharedModel:
        """Share one model.

        Raises Refused: ``note_too_long``, those of ``check_recipients``, those of the source for a
        candidate that is not ready or not shareable, ``bundle_invalid`` for a damaged file,
        ``already_expired``; NotFound: no such source or model, or ``no_such_bundle``: its file was
        deleted.
        """
        return await self._once(request.request, Action({"shared"}), lambda: self._share(request))

    async def share_version(self, id: SharedModelId, request: ShareVersion) -> SharedModel:
        """Share an update or an alternate of a SharedModel.

        Raises as ``share``; NotFound, Gone; Refused (``expiry_not_yours``).
        """

        async def work() -> SharedModelId:
            card = await usable_card(self._exchange, id)
            check_note(request.note)
            if request.expires_at and (
                card.owner != self._exchange.me or request.kind != "updated"
            ):
                raise Refused(
                    f"Only {card.owner}, who shared this model, sets when it expires, and only "
                    "with an update. Leave expires_at out.",
                    code="expiry_not_yours",
                )
            check_expiry(request.expires_at, await self._exchange.now())
            version, bundle = await self._version(request.source, request.model_id)
            await self._exchange.put_object(id, version.candidates[0].bundle, bundle)
            await self._send(card, request.kind, request, version, request.expires_at)
            return id

        return await self._once(request.request, Action({"updated", "alternate"}, id), work)

    async def feedback(self, id: SharedModelId, request: ShareFeedback) -> SharedModel:
        """**Share feedback**.

        Raises Refused (``note_too_long``, ``no_feedback``, ``not_shared``), NotFound, Gone.
        """

        async def work() -> SharedModelId:
            card = await usable_card(self._exchange, id)
            check_note(request.note)
            if not request.note.strip():
                raise Refused(
                    "There is no feedback yet. Write what the others should know.",
                    code="no_feedback",
                )
            check_shared(
                card,
                self._exchange.me,
                "Nobody else has this model yet. Share it before you say something.",
            )
            await self._send(card, "feedback", request)
            return id

        return await self._once(request.request, Action({"feedback"}, id), work)

    async def add_recipients(self, id: SharedModelId, request: AddRecipients) -> SharedModel:
        """Share the current version with more people.

        Raises Forbidden (``not_the_owner``), Refused as ``check_added_recipients``, NotFound, Gone.
        """

        async def work() -> SharedModelId:
            # in turn: each must see whom the one before added
            async with self._adding:
                card = await usable_card(self._exchange, id)
                check_owner(card, self._exchange.me, "add people")
                check_note(request.note)
                everybody = check_added_recipients(
                    card.recipients,
                    request.recipients,
                    await self._profiles.everybody(),
                    self._exchange.me,
                    card.to_app,
                    most=self._max_recipients,
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

        return await self._once(request.request, Action({"recipients-added"}, id), work)

    async def revoke(self, id: SharedModelId, request: Revoke) -> SharedModel:
        """Take a share back from everybody, and delete its files.

        Raises Forbidden (``not_the_owner``), Refused (``note_too_long``, ``not_shared``), NotFound,
        Gone.
        """

        async def work() -> SharedModelId:
            card = await usable_card(self._exchange, id)
            check_owner(card, self._exchange.me, "revoke it")
            check_note(request.note)
            check_shared(card, self._exchange.me, "Nobody else has this model. Remove it instead.")
            await self._send(card, "revoked", request)
            return id

        return await self._once(request.request, Action({"revoked"}, id), work)

    async def import_bundle(self, path: Path, title: str, note: str = "") -> SharedModel:
        """Make a ``.canvasmodel`` file a SharedModel of one's own, shared with nobody yet.

        Raises BundleInvalid, Refused (``note_too_long``, ``bad_title``), TooLarge, NotFound
        (``no_such_file``).
        """
        check_note(note)
        check_title(title)
        try:
            ref = await self._exchange.describe_object(path)
            # of the bytes that were measured, should the file change meanwhile
            contents = await self._workers.verify(path, sha256=ref.sha256, size=ref.size)
        except OSError as error:
            raise NotFound(
                f"{path} cannot be read: {error.strerror}.", code="no_such_file"
            ) from error
        version = make_version(
            contents.manifest,
            ref,
            source="autopilot",
            title=title.strip(),
            candidate=contents.manifest.provenance.candidate,
            objective_value=validated_objective(contents),
        )
        id = await self._exchange.new_id()
        await self._exchange.put_object(id, ref, path)
        event = SharedModelEvent(
            kind="shared", shared_model=id, to_app="Canvas", note=note, version=version
        )
        await self._exchange.send((), event)
        return await self._reader.get(id)

    async def _once(
        self,
        request: RequestId,
        action: Action,
        work: Callable[[], Coroutine[None, None, SharedModelId]],
    ) -> SharedModel:
        id = await self._requests.once(request, action, work)
        # also when it was put away since
        return await self._reader.describe(id)

    async def _share(self, request: ShareModel) -> SharedModelId:
        check_note(request.note)
        check_expiry(request.expires_at, await self._exchange.now())
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
        with unless_gone(summary.title):
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

    def _changed(self, change: Change) -> None:
        if change.live:
            self._on_event(change.action, change.shared_model)
