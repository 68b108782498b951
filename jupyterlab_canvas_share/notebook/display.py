"""SharedModels as a cell's output: a table in text and in HTML.

Titles and notes are other people's words: in text nothing of them reaches a terminal as a control
character, in HTML nothing as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import overload

from ..model.shares import Direction, SharedModel

_HEADINGS: dict[Direction, str] = {"with-me": "Shared with me", "by-me": "Shared by me"}
_NOTE_WIDTH = 60


class SharedModels(Sequence[SharedModel]):
    """The lists that were asked for, one after the other; it can be looped over and indexed.

    ``query`` is the text that they were searched for."""

    def __init__(self, lists: dict[Direction, tuple[SharedModel, ...]], query: str = "") -> None:
        self._lists = lists
        self._none = f"Nothing has “{plain(query)}” in it." if query else "Nothing yet."
        self._all = tuple(model for models in lists.values() for model in models)

    @overload
    def __getitem__(self, index: int) -> SharedModel: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[SharedModel, ...]: ...

    def __getitem__(self, index: int | slice) -> SharedModel | tuple[SharedModel, ...]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[SharedModel]:
        return iter(self._all)

    def __repr__(self) -> str:
        return "\n\n".join(
            f"{_HEADINGS[direction]}\n{_text(_cells(direction, models), self._none)}"
            for direction, models in self._lists.items()
        )

    def _repr_html_(self) -> str:
        return "".join(
            f"<h4>{_HEADINGS[direction]}</h4>{_html(_cells(direction, models), self._none)}"
            for direction, models in self._lists.items()
        )


def when(time: datetime) -> str:
    """An absolute time, in the zone of the kernel's machine."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def plain(text: str) -> str:
    """One line without control characters, escape sequences and direction marks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _cells(direction: Direction, models: tuple[SharedModel, ...]) -> list[list[str]]:
    """A header and a row for each model; nothing if there is none."""
    if not models:
        return []
    who = "From" if direction == "with-me" else "To"
    header = ["Model", who, "Target", "Problem type", "Objective", "State", "Updated", "Note", "Id"]
    return [header, *(_row(direction, model) for model in models)]


def _row(direction: Direction, model: SharedModel) -> list[str]:
    people = ", ".join(model.recipients) if direction == "by-me" else model.owner
    note = plain(model.note)
    return [
        plain(model.title),
        people,
        plain(model.target),
        model.problem_type,
        _objective(model),
        model.state,
        when(model.updated_at),
        note if len(note) <= _NOTE_WIDTH else f"{note[: _NOTE_WIDTH - 1]}…",
        model.id,
    ]


def _objective(model: SharedModel) -> str:
    value = "" if model.objective_value is None else f" {model.objective_value:.4g}"
    of = f" (positive class: {plain(model.positive_class)})" if model.positive_class else ""
    return f"{model.objective}{value}{of}"


def _text(rows: list[list[str]], none: str) -> str:
    if not rows:
        return none
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _html(rows: list[list[str]], none: str) -> str:
    if not rows:
        return f"<p>{escape(none)}</p>"
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
