"""Dates as text: a closed list of formats, each one regular expression for Python and Polars alike.

A format says in which order day, month and year stand; the time of day is always optional, and an
ISO date is understood whatever the format. Two-digit years follow POSIX: 69 to 99 are 19xx. A zone
is turned into UTC; a date without one is taken as it is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_TIME = (
    r"(?:[T ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])[Mm])?"
    r" ?(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_ISO = rf"^(?P<year>[0-9]{{4}})-{_MONTH}-{_DAY}{_TIME}$"

ISO_FORMAT = "%Y-%m-%d"
#: Every date format there is, in the order in which they are tried.
DATE_PATTERNS: dict[str, str] = {
    ISO_FORMAT: _ISO,
    "%Y/%m/%d": rf"^(?P<year>[0-9]{{4}})/{_MONTH}/{_DAY}{_TIME}$",
    "%d.%m.%Y": rf"^{_DAY}\.{_MONTH}\.{_YEAR}{_TIME}$",
    "%d/%m/%Y": rf"^{_DAY}/{_MONTH}/{_YEAR}{_TIME}$",
    "%m/%d/%Y": rf"^{_MONTH}/{_DAY}/{_YEAR}{_TIME}$",
    "%d-%m-%Y": rf"^{_DAY}-{_MONTH}-{_YEAR}{_TIME}$",
    "%m-%d-%Y": rf"^{_MONTH}-{_DAY}-{_YEAR}{_TIME}$",
}
_compiled = {name: re.compile(pattern, re.ASCII) for name, pattern in DATE_PATTERNS.items()}

#: How a format is named to a person.
SPOKEN = {
    ISO_FORMAT: "yyyy-mm-dd",
    "%Y/%m/%d": "yyyy/mm/dd",
    "%d.%m.%Y": "dd.mm.yyyy",
    "%d/%m/%Y": "dd/mm/yyyy",
    "%m/%d/%Y": "mm/dd/yyyy",
    "%d-%m-%Y": "dd-mm-yyyy",
    "%m-%d-%Y": "mm-dd-yyyy",
}

_EPOCH = datetime(1970, 1, 1)
#: In a second.
_MICROSECONDS = 1_000_000
#: Seconds since the epoch, whole, of the first and the last moment that a date can be.
CALENDAR = (-62_135_596_800, 253_402_300_799)


def date_of_text(text: str, date_format: str | None) -> datetime | None:
    """The date a text means (naive, UTC), ``None`` where it is blank or stands for missing.

    Raises ``ValueError`` where it is not a date of this format nor an ISO date."""
    from .values import MISSING_WORDS

    text = text.strip()
    if not text or text.lower() in MISSING_WORDS:
        return None
    match = _compiled[date_format or ISO_FORMAT].match(text) or _compiled[ISO_FORMAT].match(text)
    if match is None:
        raise ValueError(text)
    part = match.groupdict()
    year, hour = int(part["year"]), int(part["hour"] or 0)
    if len(part["year"]) == 2:
        year += 1900 if year >= 69 else 2000
    if part["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if part["half"] in "pP" else 0)
    micro = int((part["fraction"] or "0").ljust(6, "0")[:6])
    moment = datetime(
        year,
        int(part["month"]),
        int(part["day"]),
        hour,
        int(part["minute"] or 0),
        int(part["second"] or 0),
        micro,
    )
    zone = part["zone"]
    if zone and zone not in "Zz":
        digits = zone[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        offset = timedelta(minutes=minutes if zone[0] == "+" else -minutes)
        try:
            moment -= offset
        except OverflowError:
            raise ValueError(text) from None
    return moment


def seconds(moment: datetime) -> float:
    """Seconds since the epoch, UTC, of a naive date."""
    whole, rest = divmod((moment - _EPOCH) // timedelta(microseconds=1), _MICROSECONDS)
    return whole + rest * 1e-6


def seconds_expression(dates: pl.Expr) -> pl.Expr:
    """``seconds`` over a Datetime('us') column, to the last digit: Polars divides one value by a
    number, but multiplies many by its inverse, so nothing is divided here."""
    import polars as pl

    microseconds = dates.dt.timestamp("us")
    whole = microseconds // _MICROSECONDS
    rest = (microseconds - whole * _MICROSECONDS).cast(pl.Float64)
    return whole.cast(pl.Float64) + rest * 1e-6


def text_of_seconds(value: float) -> str:
    """Seconds since the epoch as ISO text, whole seconds; midnight as a bare date."""
    moment = datetime.fromtimestamp(round(value), UTC).replace(tzinfo=None)
    return moment.date().isoformat() if value % 86400 == 0 else moment.isoformat()


def date_expression(text: pl.Expr, date_format: str | None) -> pl.Expr:
    """``date_of_text`` over a String column: Datetime('us'), null where the text is no date.

    The caller tells blank from wrong."""
    import polars as pl

    trimmed = text.str.strip_chars()
    formats = [date_format or ISO_FORMAT]
    if formats[0] != ISO_FORMAT:
        formats.append(ISO_FORMAT)
    return pl.coalesce([_one_format(trimmed, name) for name in formats])


def in_calendar(moment: pl.Expr) -> pl.Expr:
    """A Datetime('us'), null beyond the years 1 to 9999: Python has no others, and Polars ends in a
    panic over some of them."""
    import polars as pl

    return pl.when(moment.is_between(pl.lit(datetime.min), pl.lit(datetime.max))).then(moment)


def _one_format(text: pl.Expr, name: str) -> pl.Expr:
    import polars as pl

    def number(field: str) -> pl.Expr:
        return pl.field(field).cast(pl.Int32, strict=False)

    year = number("year")
    century = pl.when(year >= 69).then(1900).otherwise(2000)
    short = pl.field("year").str.len_bytes() == 2
    hour = number("hour").fill_null(0)
    half = pl.field("half").str.to_lowercase()
    half_hour = hour % 12 + pl.when(half == "p").then(12).otherwise(0)
    canonical = pl.concat_str(
        [
            pl.when(short)
            .then(year + century)
            .when(year > 0)  # as in Python, there is no year 0
            .then(year)
            .cast(pl.String)
            .str.zfill(4),
            pl.field("month").str.zfill(2),
            pl.field("day").str.zfill(2),
            pl.when(half.is_null())
            .then(hour)
            .when(hour.is_between(1, 12))
            .then(half_hour)
            .cast(pl.String)
            .str.zfill(2),
            pl.field("minute").fill_null("00"),
            # chrono reads second 60 as a leap second, Python refuses it
            pl.when(number("second").fill_null(0) < 60).then(pl.field("second").fill_null("00")),
            pl.field("fraction").fill_null("0").str.pad_end(6, "0").str.slice(0, 6),
        ],
        separator="-",
    )
    zone = pl.field("zone")
    digits = zone.str.slice(1).str.replace(":", "", literal=True)
    hours, minutes = (
        digits.str.slice(start, 2).cast(pl.Int32, strict=False).fill_null(0) for start in (0, 2)
    )
    east = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    # one chain from the groups on: Polars would search the text again for every use of a group
    return (
        text.str.extract_groups(DATE_PATTERNS[name])
        .struct.with_fields(
            moment=canonical.str.to_datetime("%Y-%m-%d-%H-%M-%S-%6f", time_unit="us", strict=False),
            offset=pl.duration(minutes=(hours * 60 + minutes) * east),
        )
        .struct.with_fields(utc=in_calendar(pl.field("moment") - pl.field("offset")))
        .struct.field("utc")
    )
