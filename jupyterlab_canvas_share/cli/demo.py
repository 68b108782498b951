"""``jupyter canvas-share demo``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .settings import no_settings

_FOLDER = Path("demo-data")


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "demo",
        help="start a data scientist's JupyterLab and an analyst's Canvas page on one folder",
        description="Start a data scientist's JupyterLab and an analyst's Canvas page on one "
        "shared folder with a data set in it, and print both addresses. Ctrl-C stops both.",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=_FOLDER,
        help=f"where the demo keeps its files (default: {_FOLDER}, below this folder)",
    )
    parser.add_argument("--browser", action="store_true", help="open both pages in the browser")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from ..demo import run_demo

    no_settings(options)
    return run_demo(options.folder.absolute(), browser=options.browser)
