"""Does a file or a row have the columns a model expects?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..model.bundle import Column
from ..model.errors import Refused


def check_schema(columns: Sequence[Column], header: Sequence[str]) -> None:
    """Every column of the model must be in the header once, by its exact name; others may be too.

    Raises ``Refused`` with code ``schema_mismatch`` and one sentence per column in
    ``details["problems"]``."""
    counts = Counter(header)
    problems = []
    for column in columns:
        if counts[column.name] > 1:
            problems.append(f"“{column.name}” is there {counts[column.name]} times: keep one.")
        elif counts[column.name] == 0:
            problems.append(_missing(column.name, header, counts, columns))
    _refuse(problems)


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
    _refuse(problems)


def _missing(
    name: str, header: Sequence[str], counts: Counter[str], columns: Sequence[Column]
) -> str:
    expected = {column.name for column in columns}
    for other in header:
        if other not in expected and _folded(other) == _folded(name) and counts[other] == 1:
            return _rename(other, name)
    return f"“{name}” is missing: add the column; its values may be empty."


def _rename(found: str, expected: str) -> str:
    return f"“{found}” is there; “{expected}” is expected: rename it."


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _refuse(problems: list[str]) -> None:
    if problems:
        raise Refused(
            "The columns do not fit the model. " + " ".join(problems[:20]),
            code="schema_mismatch",
            details={"problems": problems},
        )
