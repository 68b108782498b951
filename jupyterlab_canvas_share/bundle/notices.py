"""What a person should know about the values they predict with: unseen, or out of range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model.bundle import Column, Manifest, Value
from ..transforms.dates import date_of_text, seconds, text_of_seconds
from ..transforms.values import category_of_value, number_of_value


def row_notices(columns: Sequence[Column], row: Mapping[str, Value]) -> tuple[str, ...]:
    """One sentence for each value the model has not met in training. Types were checked before."""
    notices = []
    for column in columns:
        value = row.get(column.name)
        if value is None:
            continue
        if column.type == "Categorical":
            category = category_of_value(value)
            if category is not None and category not in (column.categories or ()):
                notices.append(unseen_notice(column.name, category))
        elif column.type == "Text":
            continue
        elif column.minimum is not None and column.maximum is not None:
            notice = _range_notice(column, value, column.minimum, column.maximum)
            if notice:
                notices.append(notice)
    return tuple(notices)


def decision_notice(manifest: Manifest, chosen: str, likeliest: str) -> str:
    """The sentence on a class that is predicted although another is more probable."""
    return (
        f"{likeliest} is more probable; {chosen} is predicted because the model weighs its classes "
        f"so that {manifest.objective} is best."
    )


def unseen_notice(column: str, category: str) -> str:
    """The sentence on a category that the model does not know."""
    return (
        f"“{column}”: the model has not seen {category[:80]!r}; it counts as an unknown category."
    )


def _range_notice(column: Column, value: Value, low: float, high: float) -> str | None:
    if column.type == "Datetime":
        moment = date_of_text(str(value), column.date_format)
        number = None if moment is None else seconds(moment)
        spoken = (text_of_seconds(low), text_of_seconds(high))
    else:
        number = number_of_value(value)
        spoken = (f"{low:.6g}", f"{high:.6g}")
    if number is None or low <= number <= high:
        return None
    return (
        f"“{column.name}”: {str(value)[:80]} is outside the usual range, {spoken[0]} to "
        f"{spoken[1]}, of the data the model was trained on."
    )
