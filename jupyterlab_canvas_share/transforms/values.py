"""Single values: what counts as missing, how text becomes a number or a category.

The same rules hold for one row typed into a form and, as Polars expressions in ``infer.py``, for a
whole file.
"""

from __future__ import annotations

import math
import re

from ..model.bundle import Value

#: Nothing but Unicode White_Space, spelt out because Python and Rust differ on it.
BLANK = "^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$"
#: A plain number, as programs write it; no digit fits in two places, so the time is linear.
PLAIN_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
#: Numbers with a mark between the thousands: ``1,234.5`` and, where the decimal mark is a comma,
#: ``1.234,5``.
POINT_THOUSANDS = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
COMMA_DECIMAL = (
    r"^[+-]?([0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?|[0-9]+(,[0-9]*)?|,[0-9]+)([eE][+-]?[0-9]{1,3})?$"
)
#: In a column of numbers or dates these stand for a missing value; in a column of categories they
#: are text like any other (``NA`` is also Namibia).
MISSING_WORDS = ("na", "n/a", "nan", "null", "none", "-", "?")

#: The largest float32: the models compute in single precision.
FLOAT32_MAX = 3.4028234663852886e38

_blank = re.compile(BLANK)
_plain = re.compile(PLAIN_NUMBER, re.ASCII)
_point_thousands = re.compile(POINT_THOUSANDS, re.ASCII)
_comma = re.compile(COMMA_DECIMAL, re.ASCII)


def number_of_text(text: str, decimal: str = ".") -> float | None:
    """The number a text means, ``None`` where it is missing. Raises ``ValueError`` otherwise."""
    text = text.strip()
    if not text or text.lower() in MISSING_WORDS:
        return None
    if decimal == ",":
        if not _comma.match(text):
            raise ValueError(text)
        return float(text.replace(".", "").replace(",", "."))
    if _point_thousands.match(text):
        return float(text.replace(",", ""))
    if not _plain.match(text):
        raise ValueError(text)
    return float(text)


def number_of_value(value: Value) -> float | None:
    """A raw value as a number. Raises ``ValueError`` where it is none or too large to compute."""
    if value is None:
        return None
    number = number_of_text(value) if isinstance(value, str) else float(value)
    if number is None or math.isnan(number):
        return None
    if not -FLOAT32_MAX <= number <= FLOAT32_MAX:
        raise ValueError(value)
    return number


def category_of_value(value: Value) -> str | None:
    """A raw value as a category: text as it is, ``1`` and ``1.0`` as ``"1"``, blank as missing."""
    if isinstance(value, str):
        return None if _blank.match(value) else value
    if value is None or math.isnan(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
