"""``jupyter canvas-share``: the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .. import __version__
from ..model.errors import CanvasShareError
from . import demo, doctor, export, import_file, policy, verify
from .settings import WrongUsage

_COMMANDS = (demo, doctor, policy, verify, export, import_file)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. The exit code is 0; 1: it was refused, or found problems; 2, as SystemExit:
    wrong usage."""
    parser = argparse.ArgumentParser(
        prog="jupyter canvas-share",
        description="Share machine-learning models between data scientists and business analysts.",
        epilog="'jupyter canvas-share COMMAND --help' says more about one command. Exit codes: "
        "0 fine, 1 refused or problems found, 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    options, rest = parser.parse_known_args(arguments)
    options.rest = rest
    try:
        code: int = options.run(options)
    except WrongUsage as error:
        parser.error(str(error))
    except CanvasShareError as error:
        print(error.message, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code
