"""Made-up rows: drawn column by column from ranges and categories, so that no real row travels."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..model.bundle import Column, Row, Value
from ..transforms.dates import CALENDAR, text_of_seconds

#: Of the values of an unusual row, how many are missing, and how many unseen or out of range.
MISSING_SHARE = 0.08
STRANGE_SHARE = 0.05
#: In made-up text, what stands for a word the model does not look for, and what is unusual.
FILLER, STRANGE_TEXT = "other", "UNSEEN 12345, „ß“!"
#: A text of so many words, 30 characters each at most, may travel.
MOST_WORDS = 300


def made_up_rows(
    columns: Sequence[Column], count: int, seed: int, *, unusual: bool = True
) -> tuple[Row, ...]:
    """``count`` rows in the order of ``columns``, the same ones for the same seed.

    ``unusual`` rows, for the parity check, also hold missing values, unseen categories and numbers
    outside the range; the background of explanations has none of these."""
    drawn = [
        _draw(column, count, Random(f"{seed}/{i}"), unusual)  # noqa: S311 - must be repeatable
        for i, column in enumerate(columns)
    ]
    return tuple(zip(*drawn, strict=True)) if drawn else tuple(() for _ in range(count))


def _draw(column: Column, count: int, random: Random, unusual: bool) -> list[Value]:
    values: list[Value] = []
    for _ in range(count):
        luck = random.random()
        if unusual and luck < MISSING_SHARE:
            values.append(None)
        else:
            strange = unusual and luck < MISSING_SHARE + STRANGE_SHARE
            values.append(_value(column, random, strange))
    return values


def _value(column: Column, random: Random, strange: bool) -> Value:
    if column.type == "Categorical":
        if strange:
            return _unseen(column.categories or ())
        return random.choice(column.categories) if column.categories else None
    if column.minimum is None or column.maximum is None:
        return None
    low, high = column.minimum, column.maximum
    if column.type == "Text":
        return _text(column.words or (), round(low), round(high), random, strange)
    if strange:
        width = (high - low) or 1.0
        low, high = low - width, high + width
    number = random.uniform(low, high)
    if column.type == "Datetime":
        # whole days where the range is one of whole days, so that no hour is made up
        whole_days = column.minimum % 86400 == 0 and column.maximum % 86400 == 0
        number = min(max(number, CALENDAR[0]), CALENDAR[1])
        return text_of_seconds(number // 86400 * 86400 if whole_days else number)
    return float(round(number)) if column.integer else float(f"{number:.6g}")


def _text(words: Sequence[str], low: int, high: int, random: Random, strange: bool) -> str:
    """As many words as usual, every other one of those that the model looks for."""
    count = min(random.randint(low, high), MOST_WORDS)
    told = [random.choice(words) if words and i % 2 == 0 else FILLER for i in range(count)]
    text = " ".join(told).capitalize()
    return f"{STRANGE_TEXT} {text}" if strange else text


def _unseen(categories: Sequence[str]) -> str:
    name = "unseen"
    while name in categories:
        name += "_"
    return name
