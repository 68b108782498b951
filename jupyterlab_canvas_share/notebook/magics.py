"""``%shared_models`` and ``%canvas_share``.

A mistake or a refusal is one line (UsageError), never a traceback; Ctrl-C interrupts.
"""

# mypy: disable-error-code="untyped-decorator"
# IPython's decorators carry no types.
from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments
from pydantic import ValidationError

from ..model.errors import CanvasShareError
from ..model.shares import Direction
from .client import Client
from .display import SharedModels, plain


@magics_class
class CanvasShareMagics(Magics):  # type: ignore[misc]
    """Share models from a cell, as the person whose server runs the kernel."""

    @magic_arguments()
    @argument("--by-me", action="store_true", help="Only what I shared.")
    @argument("--with-me", action="store_true", help="Only what was shared with me.")
    @argument("-q", default="", metavar="TEXT", help="Only what has TEXT in it.")
    @line_magic
    def shared_models(self, line: str) -> SharedModels:
        """The models that were shared with me, then those that I shared."""
        arguments = _parse(self.shared_models, line)
        wanted: list[Direction] = []
        if arguments.with_me or not arguments.by_me:
            wanted.append("with-me")
        if arguments.by_me or not arguments.with_me:
            wanted.append("by-me")
        with _one_line():
            client = Client()
            lists = {d: client.shared_models(d, arguments.q) for d in wanted}
            return SharedModels(lists, arguments.q)

    @magic_arguments()
    @argument("model", help="A model's id, or a job's name, which means its best candidate.")
    @argument("users", nargs="+", metavar="user", help="A profile that has the Canvas app.")
    @argument("--note", default="", help="What the recipients should know, as plain text.")
    @line_magic
    def canvas_share(self, line: str) -> None:
        """Share one model with people on Canvas."""
        arguments = _parse(self.canvas_share, line)
        with _one_line():
            shared = Client().share(arguments.model, arguments.users, arguments.note)
        count = len(shared.recipients)
        people = "1 Canvas user" if count == 1 else f"{count} Canvas users"
        print(f"Shared {plain(shared.title)} to {people}: {', '.join(shared.recipients)}")
        if shared.undelivered:
            print(f"Not yet delivered to {', '.join(shared.undelivered)}; this is tried again.")


def _parse(magic: Callable[[str], object], line: str) -> Namespace:
    """IPython's own splitting leaves the quotes around an argument, so it is done here."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{error}: put quotes around the whole of a text.") from None
    parser = magic.parser  # type: ignore[attr-defined]
    try:
        parsed: Namespace = parser.parse_args(words)
    except UsageError as error:
        # IPython puts a mark of its documentation's markup before it
        usage = " ".join(parser.format_usage().split()).removeprefix(":: ")
        raise UsageError(f"{error}. Usage: {usage}") from None
    return parsed


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except CanvasShareError as error:
        raise UsageError(error.message) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(f"{where}: {first['msg']}") from None
