"""Small tables that something in an AutoML engine is likely to trip over.

Each is of a person's real world: a column that is constant, a class of two rows, times stored as
nanoseconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from .tables import WORDS, Table, binary, by_name, multiclass, numbers, regression, two

ROWS = 1_000


def constant_columns() -> Table:
    found = numbers(ROWS, 3)
    nearly = np.zeros(ROWS)
    nearly[7] = 1
    constants = {"one": [1] * ROWS, "word": ["same"] * ROWS, "nearly": nearly}
    return binary({**found, **constants}, found["n0"])


def missing_columns() -> Table:
    found: dict[str, Any] = numbers(ROWS, 6)
    signal, draw = found["n0"].copy(), np.random.default_rng(2)
    for name, share in (("n1", 0.5), ("n2", 0.99), ("n3", 0.002)):
        found[name][draw.random(ROWS) < share] = np.nan
    found["n0"][signal > 1] = np.nan
    words = [None if missing else "there" for missing in draw.random(ROWS) < 0.9]
    never = {"never": [None] * ROWS, "rarely": words}
    frame = pl.DataFrame({**found, **never}, strict=False).fill_nan(None)
    return binary(frame.to_dict(as_series=True), signal)


def infinite_values() -> Table:
    found: dict[str, Any] = numbers(ROWS, 4)
    found["n1"][::50], found["n2"][::70] = np.inf, -np.inf
    return regression(found, found["n0"] * 3)


def class_of_one() -> Table:
    found = numbers(ROWS, 3)
    labels = ["alone", *two(found["n0"])[1:]]
    return multiclass(found, labels, refused="class_too_small")


def classes_of_few() -> Table:
    found = numbers(ROWS, 4)
    rare = ["a"] * 2 + ["b"] * 3 + ["c"] * 6
    return multiclass(found, [*rare, *two(found["n0"])[len(rare) :]])


def hundred_classes() -> Table:
    found = numbers(3_000, 6)
    labels = np.argsort(np.argsort(found["n0"] + found["n1"] / 5)) // 30
    return multiclass(found, [f"class {label}" for label in labels])


def rare_positives() -> Table:
    found = numbers(ROWS, 5)
    frame = pl.DataFrame(found).with_columns((pl.col("n0").rank() > ROWS - 6).alias("target"))
    return Table(frame, "target", "BinaryClassification")


def wide() -> Table:
    found = numbers(500, 300)
    return binary(found, found["n0"] + found["n1"])


def wide_words() -> Table:
    draw = np.random.default_rng(3)
    found = {f"c{i}": draw.choice(list("abcdefgh"), 500) for i in range(300)}
    return regression(found, (found["c0"] == "a") * 2.0 + (found["c1"] == "b"))


def much_text() -> Table:
    draw = np.random.default_rng(4)
    texts = [" ".join(draw.choice(WORDS, draw.integers(0, 40))) for _ in range(3 * ROWS)]
    columns = {f"t{i}": texts[i * ROWS : (i + 1) * ROWS] for i in range(3)}
    return binary(columns, np.array([float(text.count("broken")) for text in texts[:ROWS]]))


def huge_numbers() -> Table:
    found = numbers(ROWS, 4)
    signal = found["n0"]
    columns: dict[str, Any] = {
        "1e30": signal * 1e30,
        "1e300": found["n1"] * 1e300,
        "1e-30": found["n2"] * 1e-30,
        "1e-300": found["n3"] * 1e-300,
        "nanoseconds": (signal * 1e14).astype(np.int64) + 1_700_000_000_000_000_000,
        # within a single float: a larger one is refused when it is to be predicted
        "powers": 10.0 ** (found["n1"] * 9),
    }
    return binary(columns, signal)


def huge_target() -> Table:
    found = numbers(ROWS, 4)
    return regression(found, 1e12 + found["n0"] * 1e3, refused="target_not_telling")


def large_target() -> Table:
    found = numbers(ROWS, 4)
    return regression(found, 1.7e12 + found["n0"] * 1e10)


def tiny_target() -> Table:
    found = numbers(ROWS, 4)
    return regression(found, found["n0"] * 1e-12)


def heavy_tail() -> Table:
    found = numbers(ROWS, 4)
    return regression({**found, "n4": 10 ** (4 * found["n1"])}, np.exp(4 * found["n0"]))


def mostly_zero() -> Table:
    found = numbers(ROWS, 4)
    return regression(found, np.maximum(found["n0"] - 1.8, 0))


def whole_numbers() -> Table:
    found = numbers(ROWS, 4)
    return regression(found, np.round(found["n0"] * 10).astype(np.int64))


def dates() -> Table:
    draw = np.random.default_rng(5)
    begin = datetime(1999, 12, 31, 22, 30)
    at = [begin + timedelta(minutes=int(m)) for m in draw.integers(0, 10_000_000, ROWS)]
    columns = {
        "iso": [d.isoformat() for d in at],
        "german": [d.strftime("%d.%m.%Y") for d in at],
        "american": [d.strftime("%m/%d/%Y") for d in at],
        "clock": [
            d.replace(year=2024, month=1, day=1).isoformat() if d.day % 3 else "" for d in at
        ],
        "same": ["2020-02-29"] * ROWS,
    }
    return regression(columns, [float(d.weekday() * 3 + d.hour) for d in at])


def names() -> Table:
    found = numbers(ROWS, 8)
    signal = found["n0"]
    strange = ("x", "scores", 'a "b", c', "größe ✓ 日本", "n\nn", "<b>&amp;", "  lead", "m0_x")
    columns: dict[str, Any] = dict(zip(strange, found.values(), strict=True))
    draw = np.random.default_rng(6)
    columns["category"] = draw.choice(["Zürich", "東京", "a,b", 'say "hi"', "\u202eabc", "="], ROWS)
    frame = pl.DataFrame({**columns, "target": two(signal)})
    frame = frame.with_columns(pl.col("target").replace({"yes": "是,“ja”", "no": "ne\tt"}))
    return Table(frame.rename({"target": "Ziel 🎯"}), "Ziel 🎯", "BinaryClassification")


def colliding_names() -> Table:
    draw = np.random.default_rng(7)
    found: dict[str, Any] = numbers(ROWS, 3)
    days = [f"20{y:02d}-0{m}-15" for y, m in draw.integers(1, 9, (ROWS, 2))]
    found |= {"day": days, "day_year": found["n1"], "day_month": found["n2"]}
    return binary(found, found["n0"])


def duplicate_rows() -> Table:
    found = {name: np.tile(values, 50) for name, values in numbers(20, 3).items()}
    return binary(found, found["n0"])


def weights() -> Table:
    found = numbers(ROWS, 4)
    draw = np.random.default_rng(8)
    weight = np.where(draw.random(ROWS) < 0.4, 0.0, 10 ** draw.uniform(-3, 3, ROWS))
    request = {"sample_weight_column": "weight"}
    return binary({**found, "weight": weight}, found["n0"], request=request)


def weight_of_a_few() -> Table:
    found = numbers(ROWS, 4)
    weight = np.zeros(ROWS)
    weight[::100] = 1.0
    request = {"sample_weight_column": "weight"}
    columns = {**found, "weight": weight}
    return regression(columns, found["n0"], request=request, refused="too_few_rows")


def many_categories() -> Table:
    draw = np.random.default_rng(9)
    codes = draw.zipf(1.3, ROWS * 3) % 4_000
    columns = {
        "city": [f"city {c}" for c in codes],
        "mail": [f"u{i}@x.org" for i in range(3 * ROWS)],
    }
    return binary(columns, (codes % 2).astype(np.float64))


def one_column() -> Table:
    draw = np.random.default_rng(10)
    column = draw.choice(["red", "green", "blue"], ROWS)
    return binary({"colour": column}, (column == "red").astype(np.float64))


def truth() -> Table:
    """The answer stands in the table."""
    found: dict[str, Any] = numbers(ROWS, 3)
    labels = np.where(found["n0"] > 0, "up", "down").tolist()
    frame = pl.DataFrame({**found, "told": labels, "target": labels})
    return Table(frame, "target", "BinaryClassification")


def noise() -> Table:
    return binary(numbers(ROWS, 5), numbers(ROWS, 1, seed=11)["n0"])


def target_often_missing() -> Table:
    found = numbers(ROWS * 2, 4)
    labels = [label if i % 3 == 0 else None for i, label in enumerate(two(found["n0"]))]
    frame = pl.DataFrame({**found, "target": labels})
    return Table(frame, "target", "BinaryClassification")


def own_validation() -> Table:
    found = numbers(ROWS + 20, 4)
    kinds = ["a", "b", "c", "d"] * (ROWS // 4) + ["new"] * 20
    whole = binary({**found, "kind": kinds}, found["n0"])
    return Table(whole.frame.head(ROWS), "target", whole.problem, own=whole.frame.tail(20))


def own_validation_of_one() -> Table:
    found = numbers(ROWS, 4)
    whole = regression(found, found["n0"])
    return Table(whole.frame, "target", whole.problem, own=whole.frame.tail(1))


def little_to_learn_from() -> Table:
    found = numbers(500, 4)
    return regression(found, found["n0"], request={"validation_fraction": 0.9})


def little_to_validate_on() -> Table:
    found = numbers(500, 4)
    return binary(found, found["n0"], request={"validation_fraction": 0.005})


NASTY = by_name(
    constant_columns, missing_columns, infinite_values, class_of_one, classes_of_few,
    hundred_classes, rare_positives, wide, wide_words, much_text, huge_numbers, huge_target,
    large_target, tiny_target, heavy_tail, mostly_zero, whole_numbers, dates, names,
    colliding_names, duplicate_rows, weights, weight_of_a_few, many_categories, one_column,
    truth, noise, target_often_missing, own_validation, own_validation_of_one,
    little_to_learn_from, little_to_validate_on,
)  # fmt: skip
