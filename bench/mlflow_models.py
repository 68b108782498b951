"""Registered models for MLflow, through its own store. Runs in MLflow's Python, not in ours.

``python mlflow_models.py registry.sqlite`` reads one JSON object a line: ``name``, ``description``
and ``tags``.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from typing import Any

from mlflow.store.model_registry.dbmodels.models import SqlRegisteredModel, SqlRegisteredModelTag
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore
from mlflow.utils.time import get_current_time_millis

#: So many models are added in one session.
_AT_ONCE = 2000


def fill(store: Any, models: Iterator[dict[str, Any]]) -> None:
    """Add models as ``create_registered_model`` does, but many in one session."""
    began = get_current_time_millis()
    numbered = enumerate(models)
    while batch := list(itertools.islice(numbered, _AT_ONCE)):
        with store.ManagedSessionMaker(read_only=False) as session:
            for number, each in batch:
                model = SqlRegisteredModel(
                    name=each["name"],
                    creation_time=began + number,
                    last_updated_time=began + number,
                    description=each["description"],
                )
                model.registered_model_tags = [
                    store._with_workspace_field(
                        SqlRegisteredModelTag(name=each["name"], key=key, value=value)
                    )
                    for key, value in each["tags"].items()
                ]
                session.add(store._with_workspace_field(model))


if __name__ == "__main__":
    fill(SqlAlchemyStore(f"sqlite:///{sys.argv[1]}"), map(json.loads, sys.stdin))
