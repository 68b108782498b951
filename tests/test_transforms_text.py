"""Text as numbers: one text and a whole column must come out the same, and no rare word travels."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jupyterlab_canvas_share.autopilot.profile import Profile, profile
from jupyterlab_canvas_share.bundle.made_up import made_up_rows
from jupyterlab_canvas_share.bundle.notices import row_notices
from jupyterlab_canvas_share.model.bundle import (
    Column,
    Feature,
    FeaturizeDatetime,
    FeaturizeText,
    Transforms,
)
from jupyterlab_canvas_share.model.job_requests import CreateAutoMLJob
from jupyterlab_canvas_share.transforms.encode import Encoder
from jupyterlab_canvas_share.transforms.parse import parse_frame
from jupyterlab_canvas_share.transforms.steps import feature_name, outputs
from jupyterlab_canvas_share.transforms.text import is_word

WORDS = ("good", "größe", "straße", "ас", "οδός", "i̇x", "2019", "日本")
TEXT = FeaturizeText(
    column="review", statistics=("characters", "words", "digits", "uppercase"), words=WORDS
)
COLUMN = Column(name="review", type="Text", words=WORDS, minimum=1, maximum=5)
FEATURES = tuple(
    Feature(name=feature_name(TEXT, output), column="review") for output in outputs(TEXT)
)
ENCODER = Encoder((COLUMN,), FEATURES, Transforms(steps=(TEXT,)))

TEXTS = st.text(max_size=30) | st.lists(
    st.sampled_from([*WORDS, *(w.upper() for w in WORDS), "İx", ",", "—", "\n", "  ", "Bad!"])
).map(" ".join)


@given(st.lists(st.none() | TEXTS, min_size=1, max_size=8))
def test_one_text_and_a_column_of_them_agree_exactly(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"review": pl.Series(texts, dtype=pl.String)})
    by_frame = ENCODER.frame(frame)
    by_rows = ENCODER.rows([{"review": text} for text in texts])
    assert np.array_equal(by_frame, by_rows, equal_nan=True)
    parsed, reasons = parse_frame((COLUMN,), frame.fill_null(""))
    assert reasons == [None] * len(texts)
    assert np.array_equal(ENCODER.frame(parsed), by_frame, equal_nan=True)


def test_what_is_counted_in_a_text() -> None:
    encoded = ENCODER.rows(
        [{"review": "Good, GOOD Größe 2019!"}, {"review": "goodness"}, {"review": " "}, {}]
    )
    statistics = encoded[:, :4].tolist()
    assert statistics[0] == [22.0, 4.0, np.float32(4 / 22), np.float32(6 / 22)]
    has = {word: encoded[:2, 4 + i].tolist() for i, word in enumerate(WORDS)}
    assert has["good"] == [1.0, 0.0]
    assert has["größe"] == [1.0, 0.0]
    assert has["2019"] == [1.0, 0.0]
    assert has["straße"] == [0.0, 0.0]
    assert np.isnan(encoded[2:]).all()


@pytest.mark.parametrize("word", ["", "Good", "two words", "semi;colon", "tab\t", "a-b", "…"])
def test_what_is_no_word(word: str) -> None:
    assert not is_word(word)


DATES = FeaturizeDatetime(
    column="when",
    date_format=None,
    parts=(
        "year", "quarter", "month", "dayofyear", "day", "weekday", "hour", "minute", "elapsed",
    ),
    origin=946_684_800.0,
)  # fmt: skip
DATED = Encoder(
    (Column(name="when", type="Datetime"),),
    tuple(Feature(name=feature_name(DATES, part), column="when") for part in DATES.parts),
    Transforms(steps=(DATES,)),
)


@given(st.lists(st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), min_size=1))
# Polars divides one value otherwise than many
@example([None, None, None, datetime(1999, 12, 31, 23, 59, 9, 244)])
def test_parts_of_one_date_and_of_a_column_agree_exactly(dates: list[datetime | None]) -> None:
    by_frame = DATED.frame(pl.DataFrame({"when": pl.Series(dates, dtype=pl.Datetime("us"))}))
    by_rows = DATED.rows([{"when": date and date.isoformat()} for date in dates])
    assert np.array_equal(by_frame, by_rows, equal_nan=True)


def test_the_parts_of_a_date() -> None:
    (encoded,) = DATED.rows([{"when": "2000-12-31T13:45:00"}]).tolist()
    assert encoded[:8] == [2000.0, 4.0, 12.0, 366.0, 31.0, 7.0, 13.0, 45.0]
    assert encoded[8] == pytest.approx(365 + 13.75 / 24)


def reviews(rows: int = 600) -> pl.DataFrame:
    draw = np.random.default_rng(4)
    common = ["the", "parcel", "came", "late", "and", "broken", "thanks", "quick"]
    texts = [" ".join(draw.choice(common, 6)).capitalize() + "." for _ in range(rows)]
    texts = [f"{text} Everywhere customer{i}" for i, text in enumerate(texts)]
    for i in range(9):
        texts[i] += " Muster"  # nine rows: one too few to be told
    return pl.DataFrame({"review": texts, "x": range(1, rows + 1), "y": [0, 1] * (rows // 2)})


def learnt(frame: pl.DataFrame, **fields: object) -> Profile:
    request = {"name": "job", "input_path": "x", "target": "y", **fields}
    return profile(frame, CreateAutoMLJob.model_validate(request), {}, frame["y"].to_numpy())


def test_free_text_becomes_features_of_words_that_many_rows_share() -> None:
    found = learnt(reviews())
    (column,) = found.columns
    assert column.type == "Text"
    assert set(column.words or ()) == {"the", "parcel", "came", "late", "and", "broken", "thanks",
                                       "quick"}  # fmt: skip
    assert (column.minimum, column.maximum) == (8.0, 9.0)
    assert column.default is None
    assert "review_has_late" in {feature.name for feature in found.features}
    assert "muster" not in found.transforms.model_dump_json().lower()
    assert "customer" not in found.transforms.model_dump_json().lower()


def test_a_feature_never_takes_the_name_of_a_column() -> None:
    frame = reviews().rename({"x": "review_has_late"})
    found = learnt(frame, feature_types={"review_has_late": "Numerical"})
    names = [feature.name for feature in found.features]
    assert len(set(names)) == len(names)
    assert "late" not in (found.columns[0].words or ())


def test_text_that_is_asked_for_and_none_that_is_not() -> None:
    short = reviews().with_columns(review=pl.Series(["red shoe", "blue hat"] * 300))
    assert learnt(short).columns[0].type == "Categorical"
    asked = learnt(short, feature_types={"review": "Text"})
    assert set(asked.columns[0].words or ()) == {"red", "shoe", "blue", "hat"}


def test_made_up_text_is_of_the_words_that_travel() -> None:
    found = learnt(reviews())
    allowed = {*(found.columns[0].words or ()), "other"}
    usual = made_up_rows(found.columns, 50, 1, unusual=False)
    assert {word.lower() for (text,) in usual for word in str(text).split()} <= allowed
    unusual = made_up_rows(found.columns, 200, 1)
    assert any(text is None for (text,) in unusual)
    assert any(str(text).startswith("UNSEEN") for (text,) in unusual)
    # whatever is typed, there is nothing to say of it
    assert row_notices(found.columns, {"review": "never seen before 99"}) == ()


def test_of_many_categories_the_most_frequent_are_kept() -> None:
    names = [f"c{i % 300}" for i in range(3600)] + ["c7"] * 5
    frame = pl.DataFrame({"code": names, "y": [i // 300 % 2 for i in range(len(names))]})
    (column,) = learnt(frame).columns
    assert len(column.categories or ()) == 200
    assert (column.categories or ())[0] == "c7"


def test_many_columns_of_text_share_the_words() -> None:
    draw = np.random.default_rng(6)
    texts = [" ".join(draw.choice([f"w{i}" for i in range(150)], 5)) for _ in range(900)]
    frame = pl.DataFrame({**{f"t{i}": texts for i in range(60)}, "y": [0, 1] * 450})
    found = learnt(frame)
    assert {len(column.words or ()) for column in found.columns} == {5000 // 60}
    assert len(found.features) == 60 * (4 + 5000 // 60)
    one = learnt(frame.select("t0", "y"))
    assert len(one.columns[0].words or ()) == 100
