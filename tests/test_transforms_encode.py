"""Encoding, parsing and schema checks: one row and a whole file must come out the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_canvas_share.model.bundle import Column, Feature, Transforms, Value
from jupyterlab_canvas_share.model.errors import Refused
from jupyterlab_canvas_share.transforms.dates import DATE_PATTERNS, date_expression, date_of_text
from jupyterlab_canvas_share.transforms.encode import Encoder
from jupyterlab_canvas_share.transforms.infer import missing_expression, number_expression
from jupyterlab_canvas_share.transforms.parse import parse_frame
from jupyterlab_canvas_share.transforms.schema import check_names, check_schema
from jupyterlab_canvas_share.transforms.values import number_of_text
from tests.bundle_fixtures import COLUMNS, CONTRACTS, FEATURES, PAYMENTS, TRANSFORMS

ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "tenure": st.none() | st.integers(-(2**40), 2**40).map(float),
            "Monthly Charges": st.none() | st.floats(-1e38, 1e38),
            "Contract": st.none() | st.sampled_from([*CONTRACTS, "", "  "]) | st.text(max_size=8),
            "Payment": st.none() | st.sampled_from(PAYMENTS),
            "Since": st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
        },
    ),
    min_size=1,
    max_size=8,
)


def as_row(row: dict[str, object]) -> dict[str, Value]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}  # type: ignore[misc]


@given(ROWS)
def test_rows_and_frame_agree_exactly(rows: list[dict[str, object]]) -> None:
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in (c.name for c in COLUMNS)},
        schema={
            "tenure": pl.Float64,
            "Monthly Charges": pl.Float64,
            "Contract": pl.String,
            "Payment": pl.String,
            "Since": pl.Datetime("us"),
        },
    )
    encoder = Encoder(COLUMNS, FEATURES, TRANSFORMS)
    by_frame = encoder.frame(frame)
    by_rows = encoder.rows([as_row(row) for row in rows])
    assert by_frame.dtype == by_rows.dtype == np.float32
    assert by_frame.tobytes() == by_rows.tobytes() or np.array_equal(
        by_frame, by_rows, equal_nan=True
    )


def test_codes_of_missing_and_unseen() -> None:
    encoder = Encoder(COLUMNS, FEATURES, TRANSFORMS)
    row: dict[str, Value] = {"Contract": "One year", "Payment": "Bitcoin", "Since": "2020-02-29"}
    encoded = encoder.rows([row, {}])
    assert encoded[0, 2:].tolist() == [1.0, -2.0, 2020.0, 2.0, 6.0]
    assert np.isnan(encoded[0, :2]).all()
    assert encoded[1, 2:4].tolist() == [-1.0, -1.0]
    assert np.isnan(encoded[1, 4:]).all()


def test_numbers_as_categories() -> None:
    column = Column(name="senior", type="Categorical", categories=("0", "1"))
    feature = Feature(name="senior", column="senior", categories=("0", "1"))
    encoder = Encoder([column], [feature], Transforms())
    assert encoder.rows([{"senior": 1.0}, {"senior": "1"}, {"senior": 2}]).ravel().tolist() == [
        1,
        1,
        -2,
    ]
    for dtype in (pl.Int64, pl.Float64):
        frame = pl.DataFrame({"senior": [1, 0, None]}, schema={"senior": dtype})
        assert encoder.frame(frame).ravel().tolist() == [1, 0, -1]
    typed, reasons = parse_frame([column], pl.DataFrame({"senior": ["1.0", "0", "1"]}))
    assert typed["senior"].to_list() == ["1", "0", "1"]
    assert reasons == [None] * 3


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("tenure", "many", "a number"),
        ("tenure", 1e300, "a number"),
        ("Since", "31.12.2020", "a date"),
        ("Since", 5.0, "a date"),
    ],
)
def test_a_wrong_type_names_column_value_and_type(column: str, value: Value, expected: str) -> None:
    with pytest.raises(Refused) as caught:
        Encoder(COLUMNS, FEATURES, TRANSFORMS).rows([{column: value}])
    assert caught.value.code == "wrong_type"
    assert f"“{column}”" in caught.value.message
    assert expected in caught.value.message
    assert str(value) in caught.value.message


def test_parse_frame_gives_each_bad_row_its_reasons() -> None:
    strings = pl.DataFrame(
        {
            "tenure": ["3", "many", "", "NA", "1e99"],
            "Monthly Charges": ["1,5", "1.234,5", "x", " 7 ", "1.5"],
            "Contract": ["One year", "new", "", "  ", "a"],
            "Payment": ["Card"] * 5,
            "Since": ["2020-01-02", "3.1.2020", "2020-13-01", "", "2020-01-02T03:04:05+02:00"],
        }
    )
    typed, reasons = parse_frame(COLUMNS, strings, ",")
    assert typed["Monthly Charges"].to_list() == [1.5, 1234.5, None, 7.0, None]
    assert typed["Contract"].to_list() == ["One year", "new", None, None, "a"]
    assert typed["Since"].to_list()[4] == datetime(2020, 1, 2, 1, 4, 5)
    assert reasons[0] is None
    assert reasons[3] is None
    assert "“tenure” is 'many', a number" in str(reasons[1])
    assert "“Since” is '3.1.2020', a date (yyyy-mm-dd)" in str(reasons[1])
    assert "“Monthly Charges” is 'x'" in str(reasons[2])
    assert "“tenure” is '1e99'" in str(reasons[4])


NUMBER_TEXT = st.text("0123456789.,+-eE ", max_size=12) | st.sampled_from(
    ["inf", "nan", "NA", "1_000", "٣", "1,234.5", "1.234,5", "0x10", ".5", "5.", ",5", "-", "1e5"]
)


@given(NUMBER_TEXT, st.sampled_from([".", ","]))
def test_one_number_and_a_column_of_it_mean_the_same(text: str, decimal: str) -> None:
    frame = pl.DataFrame({"c": [text]}).select(
        number_expression(pl.col("c"), decimal).alias("n"),
        missing_expression(pl.col("c")).alias("m"),
    )
    number, missing = frame.row(0)
    try:
        expected = number_of_text(text, decimal)
    except ValueError:
        assert number is None
        assert not missing
    else:
        assert expected == (None if missing else number)


DATE_TEXT = st.tuples(
    st.integers(0, 32), st.integers(0, 13), st.sampled_from(["2024", "1999", "24", "70", "0001"])
).flatmap(
    lambda d: st.sampled_from(
        [
            f"{d[0]}.{d[1]:02}.{d[2]}",
            f"{d[0]:02}/{d[1]}/{d[2]}",
            f"{d[2]}-{d[1]:02}-{d[0]:02}",
            f"{d[2]}-{d[1]}-{d[0]}T{d[0]:02}:{d[0] + 30}:59.{d[0]}Z",
            f"{d[0]}/{d[1]}/{d[2]} {d[1]}:05 PM",
            f"{d[2]}-{d[1]}-{d[0]} 12:00:60",
            f"{d[2]}-{d[1]}-{d[0]} 01:02:03.1234567-05:30",
        ]
    )
)


@given(DATE_TEXT, st.sampled_from([*DATE_PATTERNS, None]))
def test_one_date_and_a_column_of_it_mean_the_same(text: str, date_format: str | None) -> None:
    column = pl.DataFrame({"c": [text]}).select(date_expression(pl.col("c"), date_format))
    try:
        expected = date_of_text(text, date_format)
    except ValueError:
        assert column.item() is None
    else:
        assert column.item() == expected


def test_zones_become_utc() -> None:
    assert date_of_text("2020-01-02 01:00+02:00", None) == datetime(2020, 1, 2) - timedelta(hours=1)


def test_schema_problems_are_named_column_by_column() -> None:
    check_schema(COLUMNS, [*(column.name for column in COLUMNS), "extra", "extra"])
    with pytest.raises(Refused) as caught:
        check_schema(COLUMNS, ["Tenure", "Contract", "Contract", "Payment", "monthly  charges"])
    assert caught.value.code == "schema_mismatch"
    assert caught.value.details["problems"] == [
        "“Tenure” is there; “tenure” is expected: rename it.",
        "“monthly  charges” is there; “Monthly Charges” is expected: rename it.",
        "“Contract” is there 2 times: keep one.",
        "“Since” is missing: add the column; its values may be empty.",
    ]


def test_a_misspelt_name_in_a_row_is_no_extra_column() -> None:
    names = [column.name for column in COLUMNS]
    check_names(names, ["tenure", "TENURE", "other"])
    with pytest.raises(Refused, match="“TENURE” is there; “tenure” is expected"):
        check_names(names, ["TENURE"])
