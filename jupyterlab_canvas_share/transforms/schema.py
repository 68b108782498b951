"""Does a file or a row have the columns a model expects, under names that a column can have?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..model.bundle import Column
from ..model.errors import Refused

#: More names or sentences than this nobody reads in one message.
_TOLD = 20


def is_pattern(name: str) -> bool:
    """Whether Polars would read a column's name as a pattern for others, even if it is there: a
    column called ``^y$`` would be the column ``y``."""
    return name == "*" or (name.startswith("^") and name.endswith("$"))


def check_schema(columns: Sequence[Column], header: Sequence[str]) -> None:
    """Every column of the model must be in the header once, by its exact name; others may be too.

    Raises ``Refused`` with code ``schema_mismatch`` and one sentence per column in
    ``details["problems"]``."""
    counts = Counter(header)
    renames = _renames(columns, header, counts)
    wrong, absent = [], []
    for column in columns:
        if counts[column.name] > 1:
            wrong.append(f"“{column.name}” is there {counts[column.name]} times: keep one.")
        elif column.name in renames:
            wrong.append(_rename(renames[column.name], column.name))
        elif counts[column.name] == 0:
            absent.append(column.name)
    _refuse([*wrong, *map(_missing, absent)], [*wrong, *_all_missing(absent)])


def check_names(expected: Iterable[str], given: Iterable[str]) -> None:
    """Of a single row: a name that differs from an expected one in case or blanks only is a
    mistake, not an extra column. Raises as ``check_schema`` does."""
    given = list(given)
    similar = {_folded(name): name for name in expected}
    problems = []
    for name in given:
        wanted = similar.get(_folded(name))
        if wanted is not None and wanted != name and wanted not in given:
            problems.append(_rename(name, wanted))
    _refuse(problems, problems)


def _renames(
    columns: Sequence[Column], header: Sequence[str], counts: Counter[str]
) -> dict[str, str]:
    """By the name of an absent column, the one in the header that must be meant."""
    expected = {column.name for column in columns}
    similar: dict[str, str] = {}
    for other in header:
        if other not in expected and counts[other] == 1:
            similar.setdefault(_folded(other), other)
    absent = (name for name in expected if not counts[name])
    return {name: similar[_folded(name)] for name in absent if _folded(name) in similar}


def _missing(name: str) -> str:
    return f"“{name}” is missing: add the column; its values may be empty."


def _all_missing(names: Sequence[str]) -> list[str]:
    """One sentence for all of them: a wrong file lacks many."""
    if len(names) < 2:
        return [_missing(name) for name in names]
    listed = ", ".join(f"“{name}”" for name in names[:_TOLD])
    if len(names) > _TOLD:
        listed += f" and {len(names) - _TOLD} more"
    return [f"{len(names)} columns are missing: {listed}. Add them; their values may be empty."]


def _rename(found: str, expected: str) -> str:
    return f"“{found}” is there; “{expected}” is expected: rename it."


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _refuse(problems: list[str], sentences: list[str]) -> None:
    if problems:
        raise Refused(
            "The columns do not fit the model. " + " ".join(sentences[:_TOLD]),
            code="schema_mismatch",
            details={"problems": problems},
        )
