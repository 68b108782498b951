"""A few rows for one bundle: checked against its columns, then answered by a worker."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ..model.bundle import BundleContents
from ..model.errors import BadRequest, CanvasShareError
from ..model.predictions import Predict, Predictions

if TYPE_CHECKING:
    from ..bundle.workers import Workers

#: Characters of a name that is not known: more would be a long search for one that is like it.
_NAME_LIMIT = 200


async def predict_rows(
    workers: Workers, path: Path, contents: BundleContents, request: Predict
) -> Predictions:
    """Predictions for rows, in their order.

    Raises BadRequest (``unknown_column``, ``wrong_type``, ``schema_mismatch``), and what
    ``Workers.predict`` raises."""
    # a dictionary, for it is asked a million times, and keeps their order
    known = dict.fromkeys(column.name for column in contents.manifest.columns)
    for row in request.rows:
        for name in row:
            if name not in known:
                _refuse_column(name[:_NAME_LIMIT], list(known))
    try:
        items = await workers.predict(path, request.rows, contributions=request.contributions)
    except CanvasShareError as error:
        if error.code not in ("wrong_type", "schema_mismatch"):
            raise
        raise BadRequest(error.message, code=error.code, details=error.details) from error
    return Predictions(items=tuple(items))


def _refuse_column(name: str, known: list[str]) -> NoReturn:
    by_folded = {column.casefold(): column for column in known}
    near = difflib.get_close_matches(name.casefold(), by_folded, n=1)
    hint = f" Did you mean {by_folded[near[0]]!r}?" if near else ""
    raise BadRequest(
        f"The model has no column {name!r}.{hint} Leave it out or rename it.",
        code="unknown_column",
        details={"column": name, "columns": known},
    )
