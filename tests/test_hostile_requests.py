"""A hostile client that may log in: nothing it sends is an internal error or leaves a file."""

from __future__ import annotations

import base64
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from .servers import API, Server, eventually, running

#: Not even the grammar of an id; the server makes them itself.
IDS = ["..%2F..%2Fetc%2Fpasswd", "%252e%252e%252f", "a%00b", "%0d%0aSet-Cookie:%20x=1", "A" * 5000]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("hostile")
    with running(home / "bob", home / "store", "bob") as server:
        yield server


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize(
    "path",
    [
        "/jobs/{}",
        "/jobs/{}/candidates",
        "/models/{}/x",
        "/models/autopilot/{}",
        "/models/autopilot/churn~x/artifacts/{}",
        "/shared-models/{}",
        "/shared-models/{}/events",
        "/shared-models/{}/batch-predictions/{}/result",
    ],
)
def test_an_id_is_never_a_path(server: Server, path: str, id: str) -> None:
    answer = server.call("GET", path.replace("{}", id))
    assert answer.status == 404
    assert set(answer.body) == {"code", "message", "details"}


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/jobs/{}"),
        ("POST", "/jobs/{}/stop"),
        ("POST", "/jobs/{}/notebooks/data-exploration"),
        ("POST", "/jobs/churn/notebooks/{}"),
        ("GET", "/jobs/{}/comparison?left=a&right=b"),
        ("GET", "/jobs/churn/comparison?left={}&right=b"),
        ("GET", "/models/autopilot/{}/reports/performance.html"),
        ("GET", "/models/autopilot/churn~x/reports/{}"),
        ("POST", "/models/autopilot/{}/predictions"),
    ],
)
def test_a_name_is_never_a_path(server: Server, method: str, path: str, id: str) -> None:
    body = {"rows": [{}]} if path.endswith("predictions") else None
    answer = server.call(method, path.replace("{}", id), body)
    assert answer.status in (400, 404)
    assert set(answer.body) == {"code", "message", "details"}
    assert not (server.folder / "autopilot-notebooks").exists()


def test_an_input_is_a_file_below_the_root(server: Server) -> None:
    folder = server.folder
    (folder / "link.csv").symlink_to("/etc/passwd")
    (folder / "linked").symlink_to("/etc")
    (folder / "loop.csv").symlink_to("loop.csv")
    os.mkfifo(folder / "pipe.csv")
    # the folder itself, as one of parts, holds the link
    outside = ("../../etc/passwd", "//etc/passwd", "link.csv", "linked/passwd", "..", ".", "/")
    nothing = ("loop.csv", "pipe.csv", "/etc/passwd", "a\0b", "x" * 5000, "*.csv")
    for path in (*outside, *nothing):
        answer = server.call("GET", "/input", path=path)
        wanted = (422, "path_outside_root") if path in outside else (404, "no_such_file")
        assert (answer.status, answer.body["code"]) == wanted, path
        job = {"name": "j", "input_path": path, "target": "x"}
        assert server.call("POST", "/jobs", job).body["code"] == wanted[1], path


@pytest.mark.parametrize(
    "text",
    ["1", "null", '{"a":1}', "[" * 20_000, f'[{"9" * 400}, "x"]', '[1, "\\ud800"]', "[NaN, NaN]"],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("path", ["/jobs", "/models", "/profiles", "/shared-models"])
def test_a_forged_cursor_is_refused(server: Server, path: str, text: str) -> None:
    after = ("autopilot:" if path == "/models" else "") + cursor(text)
    query = {"direction": "with-me"} if path == "/shared-models" else {}
    answer = server.call("GET", path, after=after, **query)
    assert (answer.status, answer.body["code"]) == (400, "bad_cursor")


def test_a_search_for_thousands_of_words_is_answered(server: Server) -> None:
    words = " ".join(f"w{number}" for number in range(5_000))
    assert server.get("/shared-models", direction="with-me", q=words)["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 200_000,
        b'{"rows":[{"a":NaN}]}',
        b'{"rows":[{"a":1e999}]}',
        b'{"rows":[{"a":' + b"9" * 5000 + b"}]}",
        b'{"rows":[{"\\ud800":"\\ud800"}]}',
        b'{"rows":[{"a":"\xff"}]}',
        b" " * (33 * 1024**2) + b"{}",
    ],
    ids=["empty", "deep", "NaN", "infinite", "digits", "half character", "no UTF-8", "giant"],
)
@pytest.mark.parametrize(
    "path",
    [
        "/jobs",
        "/shared-models",
        "/shared-models/x/predictions",
        "/models/autopilot/x/predictions",
    ],
)
def test_a_body_that_is_no_request_is_refused(server: Server, path: str, body: bytes) -> None:
    answer = server.call("POST", path, body)
    assert answer.status == (413 if len(body) > 32 * 1024**2 else 400)
    assert set(answer.body) == {"code", "message", "details"}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/shared-models", 413), ("/jobs", 413), ("/shared-models/x/predictions", 400)],
)
def test_only_rows_are_many_megabytes(server: Server, path: str, status: int) -> None:
    answer = server.call("POST", path, b'{"recipients":[' + b'"p",' * 600_000 + b'"p"]}')
    assert answer.status == status
    assert set(answer.body) == {"code", "message", "details"}


def uploads(server: Server) -> list[Path]:
    return [path for path in server.folder.parent.rglob(".uploads/*") if path.is_file()]


def begun(server: Server, length: str, body: bytes) -> socket.socket:
    """An upload whose sender stays silent after the first bytes."""
    port = int(server.url.rstrip("/").rpartition(":")[2])
    path = f"/{API}/shared-models/x/batch-predictions?filename={quote('a.csv')}"
    sender = socket.create_connection(("127.0.0.1", port), timeout=20)
    sender.sendall(
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: token {server.token}\r\n"
        f"{length}\r\n\r\n".encode()
        + body
    )
    return sender


def test_an_upload_that_is_dropped_leaves_nothing(server: Server) -> None:
    senders = [begun(server, "Content-Length: 100000000", b"x" * 300_000) for _ in range(5)]
    eventually(lambda: len(uploads(server)) == 5)
    for sender in senders:
        sender.close()
    eventually(lambda: not uploads(server))


@pytest.mark.parametrize(
    "length",
    [
        f"Content-Length: {2**40}",
        f"Content-Length: {'9' * 5000}",
        "Content-Length: many",
        "Content-Length: -5",
        "Content-Length: 10\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nX: y",
    ],
    ids=lambda text: text[:24],
)
def test_an_upload_with_a_false_length_is_refused(server: Server, length: str) -> None:
    with begun(server, length, b"zz\r\nabc") as sender:
        status = sender.recv(12)
    assert status in (b"HTTP/1.1 400", b"HTTP/1.1 413")
    eventually(lambda: not uploads(server))


def test_what_a_killed_server_left_is_removed_a_day_later(tmp_path: Path) -> None:
    with (
        running(tmp_path / "bob", tmp_path / "store", "bob") as server,
        begun(server, "Content-Length: 100000000", b"x" * 300_000),
    ):
        (left,) = eventually(lambda: uploads(server))
        server.kill()
    assert left.exists()
    yesterday = time.time() - 25 * 3600
    os.utime(left, (yesterday, yesterday))
    with running(tmp_path / "bob", tmp_path / "store", "bob"):
        assert not left.exists()


def test_the_log_has_no_token_and_no_traceback_for_all_this(server: Server) -> None:
    server.call("GET", "/jobs/%ff")
    log = server.log.read_text()
    assert server.token not in log
    assert "/jobs/" in log
    assert "CanvasShareError" not in log
