"""From settings to running services: the only place that knows every part."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .model.base import NOTE_LIMIT
from .model.profiles import DISPLAY_NAME_LIMIT, Capabilities, Me, UserProfile
from .routes.context import EVENT_SCHEMA, Services

if TYPE_CHECKING:
    from .app import CanvasShare
    from .exchange.stores.store import ObjectStore

EVENT_SCHEMA_FILE = Path(__file__).parent / "event_schemas" / "shared_model" / "v1.yaml"


async def start_services(app: CanvasShare) -> Services:
    """Build and start everything this server offers.

    Raises CanvasShareError: a setting is wrong, and the message says which.
    """
    from .autopilot.creating import can_train
    from .autopilot.jobs import Jobs
    from .bundle.workers import Workers
    from .exchange.exchange import Exchange
    from .services.comparing import Comparing
    from .services.details import Details
    from .services.endings import Endings
    from .services.explaining import Explaining
    from .services.identity import resolve_domain_name, resolve_profile_name
    from .services.importing import Importing
    from .services.marks import Marks
    from .services.models import Models
    from .services.own_bundles import OwnBundles
    from .services.predictions import Predicting
    from .services.profiles import Profiles
    from .services.reports import Reports
    from .services.shared_models import SharedModelReader
    from .services.sharing import Sharing
    from .sources.autopilot import AutopilotSource

    name = resolve_profile_name(app.user_profile)
    domain = resolve_domain_name(app.domain)
    data, cache, root = folders(app, domain, name)
    store = await asyncio.to_thread(configured_store, app)
    me = UserProfile(
        name=name,
        display_name=(app.display_name or name)[:DISPLAY_NAME_LIMIT],
        apps=tuple(app.apps),
        since=datetime.now(UTC),
    )
    _register_event_schema(app)
    exchange = Exchange(store, domain, name, cache / "index.sqlite")
    profiles = Profiles(exchange, me)
    workers = Workers()
    jobs = Jobs(data / "jobs", root)
    models = Models({"autopilot": AutopilotSource(jobs)})
    bundles = OwnBundles(models)
    reader = SharedModelReader(exchange)
    sharing = Sharing(
        exchange,
        reader,
        profiles,
        models,
        workers,
        max_recipients=app.max_recipients,
        on_event=app.emit,
    )
    importing = Importing(exchange, workers, cache / "bundles", app.emit)
    predicting = Predicting(importing, workers, cache / "batch-predictions", app.emit)
    reports = Reports(models, bundles, reader, importing)
    endings = Endings(exchange, importing, predicting, app.emit)
    train = app.training and await asyncio.to_thread(can_train)
    async with AsyncExitStack() as started:
        started.push_async_callback(workers.close)
        for part in (exchange, importing, predicting, endings):
            # also when its start fails half-way
            started.push_async_callback(part.stop)
            await part.start()
        started.push_async_callback(sharing.stop)
        registered = await profiles.register()
        close = started.pop_all().aclose

    def describe_me() -> Me:
        return Me(
            profile=registered,
            domain=domain,
            store=store.url,
            max_recipients=app.max_recipients,
            note_limit=NOTE_LIMIT,
            capabilities=Capabilities(
                train=train, studio="Studio" in registered.apps, canvas="Canvas" in registered.apps
            ),
            version=__version__,
        )

    return Services(
        me=describe_me,
        attend=exchange.attend,
        profiles=profiles,
        jobs=jobs,
        models=models,
        explaining=Explaining(bundles, workers),
        comparing=Comparing(jobs, bundles),
        reports=reports,
        details=Details(models, bundles, reader, importing),
        shared_models=reader,
        sharing=sharing,
        marks=Marks(exchange, reader),
        importing=importing,
        predicting=predicting,
        close=close,
    )


def configured_store(app: CanvasShare) -> ObjectStore:
    """The store that the settings name. Reads files; asks nothing of the store yet.

    Raises what ``open_store`` raises: a setting is wrong, or a package is missing.
    """
    from .exchange.stores.store import BucketOptions, open_store

    options = BucketOptions(
        endpoint=app.s3_endpoint,
        region=app.s3_region,
        profile=app.s3_profile,
        path_style=app.s3_path_style,
        kms_key=app.s3_kms_key,
        ca_bundle=app.s3_ca_bundle,
        poll_seconds=app.poll_seconds,
    )
    return open_store(app.store or (_data_folder(app) / "store").as_uri(), options)


def _data_folder(app: CanvasShare) -> Path:
    from jupyter_core.paths import jupyter_data_dir

    folder = Path(app.data_dir or Path(jupyter_data_dir()) / "canvas-share")
    return folder.expanduser().absolute()


def folders(app: CanvasShare, domain: str, name: str) -> tuple[Path, Path, Path]:
    """Where jobs are kept, where everything lies that can be made again, and the input files."""
    root = Path(app.server.root_dir).expanduser()
    return _data_folder(app), cache_folder(app) / domain / name, root.absolute()


def cache_folder(app: CanvasShare) -> Path:
    """Of all profiles of this account."""
    from platformdirs import user_cache_path

    folder = Path(app.cache_dir or user_cache_path("jupyterlab-canvas-share"))
    return folder.expanduser().absolute()


def _register_event_schema(app: CanvasShare) -> None:
    if EVENT_SCHEMA not in app.events.schemas:
        app.events.register_event_schema(EVENT_SCHEMA_FILE)
