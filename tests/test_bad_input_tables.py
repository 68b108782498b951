"""Files, columns and names that no experiment can be made of, as the form's own requests meet them:
the preview or the creation says what is wrong with which file, and no experiment is left behind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .bad_input_fixtures import assert_refused, candidates
from .servers import Answer, Server, running
from .trained import completed


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("tables")
    with running(home / "scientist", home / "store", "data-scientist") as started:
        yield started


def table(header: str, row: Callable[[int], str], rows: int = 600) -> bytes:
    return "\n".join([header, *map(row, range(rows))]).encode() + b"\n"


def answer(i: int) -> str:
    return "yes" if i % 3 else "no"


def plain(i: int) -> str:
    return f"{i % 7},{i % 5},{answer(i)}"


def workbook() -> bytes:
    """The members that make a zip an Excel workbook."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            book.writestr(name, "<xml/>")
    return packed.getvalue()


def job_folders(server: Server) -> list[str]:
    """Unfinished ones too."""
    return sorted(path.name for path in (server.folder.parent / "data").glob("jobs/*"))


def create(server: Server, **request: Any) -> Answer:
    """POST /jobs; whatever is refused leaves nothing behind."""
    body = {"name": "attempt", "target": "bought", "time_budget_seconds": 60, **request}
    before = job_folders(server), server.get("/jobs")
    found = server.call("POST", "/jobs", body)
    if found.status != 201:
        assert (job_folders(server), server.get("/jobs")) == before
    return found


UNREADABLE: list[tuple[str, bytes, str, tuple[str, ...]]] = [
    ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "not_a_table", ("a PNG picture", "Choose a")),
    ("data.json.csv", b'[{"a": 1}]', "not_a_table", ("JSON", "Choose a CSV or Parquet file")),
    ("cut.parquet", b"PAR1" + bytes(300), "broken_parquet", ("damaged", "Write it again")),
    ("book.xlsx", workbook(), "excel_file", ("Excel workbook", "Save it as CSV")),
    ("renamed.csv", workbook(), "excel_file", ("Excel workbook", "Save it as CSV")),
    ("empty.csv", b"", "empty_file", ("is empty", "a header and rows")),
    ("lines.csv", b"\n\n \n", "empty_file", ("is empty", "a header and rows")),
    ("header.csv", b"age,city,bought\n", "no_rows", ("no rows", "Choose a file with data")),
    ("one.csv", b"bought\n" + b"yes\nno\n" * 300, "one_column", ("one column", "at least one")),
    ("twice.csv", table("age,age,bought", plain), "duplicate_columns", ("age", "its own name")),
    ("blank.csv", table("age, ,bought", plain), "blank_column_name", ("column 2", "a name in")),
    ("odd.csv", table("^age$,city,bought", plain), "column_name_pattern", ("^age$", "another")),
    (
        "mixed.csv",
        "age,bought\né,yes\n".encode() + b"\x81\x8d,no\n" * 600,
        "wrong_encoding",
        ("Line 3", "not UTF-8", "Save it again as CSV UTF-8"),
    ),
]


@pytest.mark.parametrize(
    ("name", "content", "code", "words"), UNREADABLE, ids=[case[0] for case in UNREADABLE]
)
def test_a_file_that_is_no_table(
    server: Server, name: str, content: bytes, code: str, words: tuple[str, ...]
) -> None:
    (server.folder / name).write_bytes(content)
    assert_refused(server.call("GET", "/input", path=name), 422, code, name, *words)
    assert_refused(create(server, input_path=name), 422, code, name, *words)
    assert (server.folder / name).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "words"),
    [("nothing.csv", "Check the path"), ("a folder", "holds no CSV or Parquet file")],
)
def test_no_such_file(server: Server, name: str, words: str) -> None:
    (server.folder / "a folder").mkdir(exist_ok=True)
    preview = server.call("GET", "/input", path=name)
    assert_refused(preview, 404, "no_such_file", name, words)
    assert_refused(create(server, input_path=name), 404, "no_such_file", name, words)


def test_fewer_than_500_rows_are_shown_and_not_trained(server: Server) -> None:
    (server.folder / "short.csv").write_bytes(table("age,city,bought", plain, 499))
    preview = server.get("/input", path="short.csv", target="bought")
    assert preview["rows"] == 499
    assert "499 rows. Autopilot needs at least 500" in preview["notices"][-1]
    # to validate on they are enough
    assert server.get("/input", path="short.csv", validation="true")["notices"] == []
    refused = create(server, input_path="short.csv")
    assert_refused(refused, 422, "too_few_rows", "499 rows", "at least 500", "add rows")
    assert refused.body["details"] == {"rows": 499, "minimum": 500}
    (server.folder / "enough.csv").write_bytes(table("age,city,bought", plain, 500))
    assert server.get("/input", path="enough.csv", target="bought")["notices"] == []


TARGETS: list[tuple[str, Callable[[int], str], str, str, tuple[str, ...]]] = [
    ("misspelt", plain, "Bougth", "no_such_target", ("Bougth", "Did you mean", "bought")),
    ("unlike", plain, "zzz", "no_such_target", ("zzz", "Choose one of its columns")),
    ("all missing", lambda i: f"{i % 7},{i},", "bought", "target_missing", ("bought", "another")),
    (
        "mostly missing",
        lambda i: plain(i) if i < 450 else f"{i % 7},{i},",
        "bought",
        "too_few_rows",
        ("450 rows", "bought", "at least 500"),
    ),
    ("constant", lambda i: f"{i % 7},{i},yes", "bought", "constant_target", ("'yes'", "another")),
    (
        "one row",
        lambda i: plain(i) if i else "1,1,rare",
        "bought",
        "class_too_small",
        ("'rare'", "only one row", "Add rows"),
    ),
]


@pytest.mark.parametrize(
    ("row", "target", "code", "words"), [case[1:] for case in TARGETS], ids=[c[0] for c in TARGETS]
)
def test_a_target_that_nothing_can_be_learnt_from(
    server: Server, row: Callable[[int], str], target: str, code: str, words: tuple[str, ...]
) -> None:
    (server.folder / "target.csv").write_bytes(table("age,city,bought", row))
    assert_refused(create(server, input_path="target.csv", target=target), 422, code, *words)
    preview = server.call("GET", "/input", path="target.csv", target=target)
    assert (preview.status == 422) == (code == "no_such_target")


MALFORMED = ["", "two words", "-dash", "dash-", "a/b", "..", "ümlaut", "a.b"]


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_job_name(server: Server, name: str) -> None:
    refused = create(server, name=name, input_path="enough.csv")
    assert_refused(refused, 400, "invalid_request", f"name: {name!r}", "letters, digits and hyphen")


def test_a_job_name_of_64_characters(server: Server) -> None:
    refused = create(server, name="x" * 64, input_path="enough.csv")
    assert_refused(refused, 400, "invalid_request", "name: ", "at most 63")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"name": "\\ud83d"}', b"[" * 9999])
def test_a_request_that_is_no_json(server: Server, body: bytes) -> None:
    assert_refused(server.call("POST", "/jobs", body), 400, "invalid_request", "JSON")


@pytest.fixture(scope="module")
def german(server: Server) -> Any:
    """A file as a German Excel writes it, trained: its preview, and the job at its end."""
    lines = ["Größe;Preis;seit;Stadt;gekauft"]
    for i in range(600):
        bought = "ja" if (i * 7) % 50 > 20 else "nein"
        lines.append(f"{i * 7 % 50},5;{i % 9},25;{1 + i % 28:02}.03.2024;Köln{i % 3};{bought}")
    (server.folder / "german.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    preview = server.get("/input", path="german.csv", target="gekauft")
    request = {"name": "german", "input_path": "german.csv", "target": "gekauft"}
    created = create(server, **request)
    assert created.status == 201, created
    return preview, completed(server, "german")


def test_semicolons_decimal_commas_and_local_dates_are_recognised_shown_and_trained(
    server: Server, german: Any
) -> None:
    preview, job = german
    assert (preview["separator"], preview["decimal"], preview["encoding"]) == (";", ",", "cp1252")
    types = {column["name"]: column["type"] for column in preview["columns"]}
    assert (types["Größe"], types["seit"], types["Stadt"]) == (
        "Numerical",
        "Datetime",
        "Categorical",
    )
    said = " ".join(preview["notices"])
    for words in ("separated by semicolons", "decimal comma", "seit", "dd.mm.yyyy", "1252"):
        assert words in said
    assert set(preview["notices"]) <= set(job["notices"])
    best = candidates(server, "german")[0]
    # the answer hangs on the number with the comma alone
    assert best["objective"]["value"] > 0.9


@pytest.mark.parametrize("name", ["german", "German", "GERMAN"])
def test_a_job_name_that_is_taken(server: Server, german: Any, name: str) -> None:
    before = candidates(server, "german")
    refused = create(server, name=name, input_path="enough.csv")
    assert_refused(refused, 409, "job_exists", "german", "Choose another name")
    assert candidates(server, "german") == before
    assert server.get("/jobs/german") == german[1]
