"""The server extension: traitlets in, services and routes out. Wiring only.

Whatever is heavy is imported when the services start, so that loading the extension costs little.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Enum, Float, Int, List, Unicode, default

if TYPE_CHECKING:
    from jupyter_events import EventLogger
    from jupyter_server.serverapp import ServerApp

    from .routes.context import Context

HERE = Path(__file__).parent


class CanvasShare(ExtensionApp):
    """Share machine-learning models between JupyterLab and the Canvas page."""

    name = "jupyterlab_canvas_share"
    description = "Share machine-learning models between data scientists and business analysts"
    load_other_extensions = True
    extension_url = "/canvas"

    store = Unicode(
        help="""Where the Domain's models are exchanged: file:///a/folder that every colleague's
        server can reach, or s3://bucket/prefix (also gs:// and az://; needs the extra [s3]).
        Default: a folder of your own, so nobody else is in the Domain yet."""
    ).tag(config=True)
    s3_endpoint = Unicode(
        help="""The address of an S3 server that is not AWS, as https://s3.example.org:9000.
        Default: what AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the AWS profile say, else AWS."""
    ).tag(config=True)
    s3_region = Unicode(
        help="The bucket's region. Default: what AWS_REGION or the AWS profile say."
    ).tag(config=True)
    s3_profile = Unicode(
        help="""The profile in the AWS credentials and config files to take credentials from.
        Default: what boto3 finds: environment, AWS_PROFILE, single sign-on, an attached role."""
    ).tag(config=True)
    s3_path_style = Bool(
        True,
        help="""Name the bucket in the path of an address, which every S3 server understands; False
        names it in the host.""",
    ).tag(config=True)
    s3_kms_key = Unicode(
        help="""Id or ARN of the KMS key that new objects are encrypted with. Default: what the
        bucket does."""
    ).tag(config=True)
    s3_ca_bundle = Unicode(
        help="""A PEM file of certificate authorities to trust besides the system's, for a bucket
        behind a private one. Default: what AWS_CA_BUNDLE says."""
    ).tag(config=True)
    poll_seconds = Float(
        5.0,
        min=0.5,
        max=60.0,
        help="""How often a bucket is looked at for something new while a page is open; without
        one it is each minute. A folder is watched instead.""",
    ).tag(config=True)
    domain = Unicode(
        help="""The Domain: who can share with each other. Default: SageMaker's DomainId, else
        "default"."""
    ).tag(config=True)
    user_profile = Unicode(
        help="""The profile this server acts as. Default: SageMaker's metadata file,
        JUPYTERHUB_USER, else the account's name."""
    ).tag(config=True)
    display_name = Unicode(help="How the profile is shown. Default: its name.").tag(config=True)
    apps = List(
        Enum(("Studio", "Canvas")),
        default_value=["Studio", "Canvas"],
        help="At which ends this profile may receive: Studio, Canvas, or both.",
    ).tag(config=True)
    max_recipients = Int(
        23, min=1, max=64, help="How many people one share may name; SageMaker allows 23."
    ).tag(config=True)
    data_dir = Unicode(
        help="Where Autopilot jobs are kept. Default: the user's Jupyter data folder."
    ).tag(config=True)
    cache_dir = Unicode(
        help="""Local disk for the index and fetched bundles; everything in it can be made again.
        Default: the user's cache folder. Never put it on NFS."""
    ).tag(config=True)
    training = Bool(True, help="Offer Autopilot on this server (needs the extra [autopilot]).").tag(
        config=True
    )

    context: Context
    leaving_out: asyncio.Task[None] | None = None

    @default("static_paths")
    def _default_static_paths(self) -> list[str]:
        return [str(HERE / "canvas_page" / "static")]

    def initialize_settings(self) -> None:
        from .routes.context import Context
        from .wiring import start_services

        self.context = Context(lambda: start_services(self))
        self.settings["canvas_share_context"] = self.context

    def initialize_handlers(self) -> None:
        from .routes.table import handlers

        self.handlers.extend(handlers())

    async def _start_jupyter_server_extension(self, serverapp: ServerApp) -> None:  # noqa: ARG002
        """Start receiving at once; a wrong setting is logged here and answered by every route."""
        from .exchange.collecting import leave_modules_out
        from .model.errors import CanvasShareError

        try:
            await self.context.ready()
        except CanvasShareError as error:
            self.log.error("jupyterlab-canvas-share cannot start: %s", error.message)
        self.leaving_out = asyncio.create_task(leave_modules_out())

    async def stop_extension(self) -> None:
        if self.leaving_out is not None:
            self.leaving_out.cancel()
        await self.context.stop()

    def emit(self, action: str, shared_model: str) -> None:
        """Tell open pages, by id only, that they should read again."""
        from .routes.context import EVENT_SCHEMA

        self.events.emit(
            schema_id=EVENT_SCHEMA, data={"action": action, "shared_model": shared_model}
        )

    @property
    def server(self) -> ServerApp:
        """The server this extension runs in. Raises RuntimeError before it is linked to one."""
        if self.serverapp is None:
            raise RuntimeError("CanvasShare is not linked to a server yet")
        return self.serverapp

    @property
    def events(self) -> EventLogger:
        logger: EventLogger = self.server.web_app.settings["event_logger"]
        return logger
