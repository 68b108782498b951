"""The settings of a command: those of the server extension, read as a server reads them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..model.errors import BadRequest

if TYPE_CHECKING:
    from ..app import CanvasShare

_PREFIX = "--CanvasShare."
_EPILOG = """\
Settings are those of the server extension, CanvasShare.*, from Jupyter's config files
(jupyter_server_config.py or .json in the folders that 'jupyter --paths' lists under config), as
this account's server reads them; what is given here counts more. --CanvasShare.NAME=VALUE sets
any of them.
"""


class WrongUsage(Exception):
    """The command line does not say what to do; the message tells why."""


def add_command(
    commands: Any, name: str, *, help: str, description: str, examples: str = ""
) -> argparse.ArgumentParser:
    """A parser for a command that takes settings."""
    epilog = f"Examples:\n{examples}\n{_EPILOG}" if examples else _EPILOG
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    group = parser.add_argument_group("settings")
    group.add_argument("--store", metavar="URL", help="file:///shared/folder or s3://bucket/prefix")
    group.add_argument("--domain", metavar="NAME", help="the circle of people who can share")
    group.add_argument("--user-profile", metavar="NAME", help="the profile to act as")
    return parser


def load_settings(options: argparse.Namespace) -> CanvasShare:
    """The extension with its settings, linked to a server that is not started.

    Raises WrongUsage: an argument that is no setting; BadRequest (``bad_setting``): a value in a
    config file that is none.
    """
    from jupyter_server.serverapp import ServerApp
    from traitlets import TraitError

    from ..app import CanvasShare

    given = _given(options)
    unknown = given.keys() - CanvasShare.class_own_traits(config=True).keys()
    if unknown:
        raise WrongUsage(f"CanvasShare has no setting {', '.join(sorted(unknown))}")
    try:
        server = ServerApp()
        server.load_config_file()
        app = CanvasShare()
        app.serverapp = server
        app.load_config_file()
        app.update_config(server.config)
    except TraitError as error:
        raise BadRequest(
            f"A setting in Jupyter's config files does not fit: {error} Correct it there.",
            code="bad_setting",
        ) from error
    try:
        _override(app, given)
    except TraitError as error:
        raise WrongUsage(str(error)) from error
    return app


def no_settings(options: argparse.Namespace) -> None:
    """For a command without settings. Raises WrongUsage."""
    if options.rest:
        raise WrongUsage(f"unrecognized arguments: {' '.join(options.rest)}")


def _given(options: argparse.Namespace) -> dict[str, str]:
    """Setting names and their values as text, from the command line."""
    given = {
        name: value
        for name in ("store", "domain", "user_profile")
        if (value := getattr(options, name)) is not None
    }
    for argument in options.rest:
        name, equals, value = argument.removeprefix(_PREFIX).partition("=")
        if not argument.startswith(_PREFIX) or not equals:
            raise WrongUsage(
                f"unrecognized argument {argument!r}; a setting is {_PREFIX}NAME=VALUE"
            )
        given[name] = value
    return given


def _override(app: CanvasShare, given: dict[str, str]) -> None:
    from traitlets.config.loader import Config, DeferredConfigString

    config = Config()
    for name, value in given.items():
        setattr(config.CanvasShare, name, DeferredConfigString(value))
    app.update_config(config)
