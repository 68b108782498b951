"""``jupyter canvas-share import``"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from .settings import add_command, load_settings

_EXAMPLES = """\
  jupyter canvas-share import churn.canvasmodel --title "Churn, from Ada"
"""


def add_to(commands: Any) -> None:
    parser = add_command(
        commands,
        "import",
        help="take a .canvasmodel file in as a shared model of your own",
        description="""\
Check a .canvasmodel file in a process of its own, and put it on the store as a shared model of
yours that nobody else has yet: it is on your Canvas page, and under Shared with me, until you
add recipients. A file that is not sound changes nothing.""",
        examples=_EXAMPLES,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the .canvasmodel file")
    parser.add_argument("--title", help="how it is called (default: the file's name)")
    parser.add_argument("--note", default="", help="a note that is shown with it")
    parser.set_defaults(run=lambda options: asyncio.run(_run(options)))


async def _run(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from ..model.profiles import UserProfile
    from ..services.models import Models
    from ..services.profiles import Profiles
    from ..services.shared_models import SharedModelReader
    from ..services.sharing import Sharing
    from .session import own_models, running_exchange, running_workers

    app = load_settings(options)
    title = options.file.stem if options.title is None else options.title
    async with running_workers() as workers, running_exchange(app) as exchange:
        me = UserProfile(
            name=exchange.me,
            display_name=exchange.me,
            apps=tuple(app.apps),
            since=datetime.now(UTC),
        )
        sharing = Sharing(
            exchange,
            SharedModelReader(exchange),
            Profiles(exchange, me),
            Models({"autopilot": own_models(app)}),
            workers,
            max_recipients=app.max_recipients,
            on_event=lambda *_: None,
        )
        try:
            made = await sharing.import_bundle(options.file.absolute(), title, options.note)
        finally:
            await sharing.stop()
    print(f"{made.id}: {made.title}")
    print("It is on your Canvas page; add recipients there or in JupyterLab to share it.")
    return 0
