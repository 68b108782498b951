"""Bad input at the analyst's end: a bundle that was damaged on the way, and files to predict that
do not fit. The card, the batch or the row says why; what was fine stays usable."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .bad_input_fixtures import ANALYST, assert_refused, copied, domain, flip
from .servers import Answer, Server, eventually, running

HEADER = "tenure,charges,contract"
ROW = {"tenure": 3, "charges": 70.5, "contract": "monthly"}


@dataclass
class Place:
    """The analyst's server, what was shared, and its bundle in the store."""

    analyst: Server
    id: str
    stored: Path

    def card(self) -> Any:
        return self.analyst.get(f"/shared-models/{self.id}")["shared_model"]

    def reaches(self, state: str) -> Any:
        return eventually(lambda: (card := self.card())["state"] == state and card)

    def predict(self, row: dict[str, Any]) -> Answer:
        return self.analyst.call(
            "POST", f"/shared-models/{self.id}/predictions", {"rows": [row], "contributions": False}
        )

    def upload(self, content: bytes, filename: str = "customers.csv") -> Answer:
        path = f"/shared-models/{self.id}/batch-predictions"
        found = self.analyst.call("POST", path, content, filename=filename)
        # the answer is sent a moment before its request is cleared away
        eventually(lambda: not self.uploading())
        return found

    def batch(self, content: str | bytes, filename: str = "customers.csv") -> Any:
        """The batch at its end."""
        data = content if isinstance(content, bytes) else content.encode()
        started = self.upload(data, filename)
        assert started.status == 201, started
        path = f"/shared-models/{self.id}/batch-predictions/{started.body['id']}"
        return eventually(lambda: (b := self.analyst.get(path))["status"] != "InProgress" and b)

    def result(self, batch: Any) -> Answer:
        return self.analyst.call(
            "GET", f"/shared-models/{self.id}/batch-predictions/{batch['id']}/result"
        )

    def rows(self, batch: Any) -> list[dict[str, str]]:
        found = self.result(batch)
        assert found.status == 200, found
        return list(csv.DictReader(io.StringIO(found.body.decode(), newline="")))

    def batch_files(self) -> list[str]:
        """The files of the newest batch."""
        folder = max(self.cache("batch-predictions").glob(f"{self.id}/*"))
        return sorted(path.name for path in folder.iterdir())

    def cache(self, name: str) -> Path:
        return self.analyst.folder.parent / "cache" / "default" / ANALYST / name

    def uploading(self) -> list[Path]:
        return [*self.cache("batch-predictions").glob(".uploads/*")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One byte of what was shared is flipped before the analyst's server starts."""
    home = copied(tmp_path_factory.mktemp("analyst"))
    (stored,) = (path for path in (domain(home) / "objects").rglob("*") if path.is_file())
    flip(stored, 5000)
    with running(home / "analyst", home / "store", ANALYST) as analyst:
        yield Place(analyst, stored.parent.name, stored)


@pytest.fixture(scope="module")
def ready(place: Place) -> Place:
    """After the byte was put right and the import was tried again."""
    place.reaches("failed")
    flip(place.stored, 5000)
    place.analyst.post(f"/shared-models/{place.id}/import")
    place.reaches("ready")
    return place


def test_a_flipped_byte_in_the_store_shows_on_the_card(place: Place) -> None:
    """Runs before ``ready`` puts it right."""
    card = place.reaches("failed")
    for words in ("not the one that was shared", "Ask data-scientist to share it again"):
        assert words in card["failure_reason"]
    listed = place.analyst.get("/shared-models", direction="with-me")["items"]
    assert [(each["id"], each["state"]) for each in listed] == [(place.id, "failed")]
    assert place.analyst.get(f"/shared-models/{place.id}")["analysis"] is None
    assert_refused(place.predict(ROW), 422, "import_failed", "not the one that was shared")
    refused = place.upload(f"{HEADER}\n1,2,monthly\n".encode())
    assert_refused(refused, 422, "import_failed", "not the one that was shared")
    assert not (place.cache("batch-predictions") / place.id).exists()
    assert [*place.cache("bundles").iterdir()] == []
    # as long as the store holds the wrong bytes, trying again fails again
    place.analyst.post(f"/shared-models/{place.id}/import")
    place.reaches("failed")


def test_after_the_repair_trying_again_is_all_it_takes(ready: Place) -> None:
    assert ready.card()["failure_reason"] is None
    assert ready.predict(ROW).body["items"][0]["value"] in ("No", "Yes")
    again = ready.analyst.call("POST", f"/shared-models/{ready.id}/import")
    assert_refused(again, 409, "not_failed", "Only an import that failed")


UNFIT: list[tuple[str, bytes, tuple[str, ...]]] = [
    ("a missing column", b"tenure,charges\n1,2\n", ("contract", "is missing: add the column")),
    (
        "another case",
        b"Tenure,charges,CONTRACT\n1,2,monthly\n",
        ("Tenure", "tenure", "CONTRACT", "contract", "is expected: rename it"),
    ),
    ("a column twice", b"tenure,tenure,charges,contract\n1,1,2,x\n", ("tenure", "2 times: keep")),
    ("no rows", f"{HEADER}\n".encode(), ("no rows", "Add rows")),
    ("nothing", b"", ("customers.csv", "is empty", "Choose a file")),
    ("no table", b"%PDF-1.7 " + bytes(99), ("customers.csv", "a PDF document", "Choose a CSV")),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ("Excel", "as CSV")),
]


@pytest.mark.parametrize(
    ("content", "words"), [case[1:] for case in UNFIT], ids=[c[0] for c in UNFIT]
)
def test_a_file_that_does_not_fit_is_a_failed_batch(
    ready: Place, content: bytes, words: tuple[str, ...]
) -> None:
    batch = ready.batch(content)
    assert (batch["status"], batch["filename"]) == ("Failed", "customers.csv")
    for word in words:
        assert word in batch["failure_reason"]
    assert_refused(ready.result(batch), 409, "batch_not_ready", *words)
    # neither the upload nor half a result stays
    assert ready.batch_files() == [".lock", "state.json"]


def test_rows_of_a_wrong_type_stay_empty_with_their_reason(ready: Place) -> None:
    batch = ready.batch(f"id,{HEADER}\na,five,2,monthly\nb,3,4,yearly\nc,1,1e999,monthly\n")
    assert (batch["status"], batch["rows_done"], batch["rows_failed"]) == ("Ready", 3, 2)
    first, second, third = ready.rows(batch)
    assert [first["id"], second["id"], third["id"]] == ["a", "b", "c"]
    assert (first["prediction"], first["probability_Yes"], first["tenure"]) == ("", "", "five")
    assert "tenure" in first["prediction_error"]
    assert "'five', a number is expected" in first["prediction_error"]
    assert "charges" in third["prediction_error"]
    assert second["prediction"] in ("No", "Yes")
    assert second["prediction_error"] == ""


def test_an_unseen_category_is_predicted_and_said(ready: Place) -> None:
    batch = ready.batch(f"{HEADER}\n5,70,weekly\n5,70,\n5,70,Monthly\n")
    assert (batch["status"], batch["rows_failed"]) == ("Ready", 0)
    (notice,) = batch["notices"]
    for words in ("contract", "2 rows", "has not seen", "'weekly'", "'Monthly'"):
        assert words in notice
    rows = ready.rows(batch)
    # an unknown category counts as one that is missing or rare: the same for both
    assert rows[0]["probability_Yes"] == rows[2]["probability_Yes"]
    assert all(row["prediction"] in ("No", "Yes") for row in rows)


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ({"Tenure": 3}, "unknown_column", ("'Tenure'", "Did you mean 'tenure'")),
        ({"tenure": "five"}, "wrong_type", ("tenure", "'five'", "number")),
    ],
)
def test_a_single_row_that_does_not_fit(
    ready: Place, row: dict[str, Any], code: str, words: tuple[str, ...]
) -> None:
    assert_refused(ready.predict(row), 400, code, *words)


def test_an_upload_that_is_refused_leaves_no_file(ready: Place) -> None:
    before = sorted(ready.cache("batch-predictions").rglob("*"))
    path = f"/shared-models/{ready.id[:-1]}/batch-predictions"
    unknown = ready.analyst.call("POST", path, b"a,b\n1,2\n", filename="x.csv")
    assert_refused(unknown, 404, "shared_model_not_found", "not shared with you")
    nameless = ready.analyst.call("POST", f"/shared-models/{ready.id}/batch-predictions", b"a")
    assert_refused(nameless, 400, "invalid_request", "filename")
    eventually(lambda: not ready.uploading())
    assert sorted(ready.cache("batch-predictions").rglob("*")) == before
