"""``jupyter canvas-share``: the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .model.errors import CanvasShareError

DEMO_FOLDER = Path("demo-data")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. The exit code is 0, or 1 when it was refused, or 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="jupyter canvas-share",
        description="Share machine-learning models between data scientists and business analysts.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser(
        "demo",
        help="start a data scientist's JupyterLab and an analyst's Canvas page on one folder",
    )
    demo.add_argument(
        "--folder",
        type=Path,
        default=DEMO_FOLDER,
        help=f"where the demo keeps its files (default: {DEMO_FOLDER}, below this folder)",
    )
    demo.add_argument("--browser", action="store_true", help="open both pages in the browser")
    demo.set_defaults(run=_demo)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except CanvasShareError as error:
        parser.exit(1, f"{error.message}\n")
    return code


def _demo(options: argparse.Namespace) -> int:
    from .demo import run_demo

    return run_demo(options.folder.absolute(), browser=options.browser)
