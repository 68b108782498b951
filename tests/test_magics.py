"""The magics in real kernels, against real servers, with a really trained model."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from jupyterlab_canvas_share.model.errors import Unavailable
from jupyterlab_canvas_share.notebook.http import call
from jupyterlab_canvas_share.notebook.server import find_server

from .servers import Server, eventually
from .trained import scientist_and_analyst


@dataclass
class Output:
    """What one cell printed, showed and how it ended."""

    out: str = ""
    err: str = ""
    html: str = ""
    text: str = ""
    error: str | None = None
    traceback: list[str] = field(default_factory=list)


def run(kernel: BlockingKernelClient, code: str) -> Output:
    output = Output()

    def hook(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream" and content["name"] == "stdout":
            output.out += content["text"]
        elif message["msg_type"] == "stream":
            output.err += content["text"]
        elif message["msg_type"] == "execute_result":
            output.html = content["data"].get("text/html", "")
            output.text = content["data"]["text/plain"]
        elif message["msg_type"] == "error":
            output.error, output.traceback = content["ename"], content["traceback"]

    kernel.execute_interactive(code, timeout=60, output_hook=hook)
    return output


@contextmanager
def kernel_with(**environment: str) -> Iterator[tuple[Any, BlockingKernelClient]]:
    """A kernel that no Jupyter server started, with the magics loaded."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "CANVAS_SHARE_"))}
    manager, client = start_new_kernel(env={**env, **environment})
    try:
        assert run(client, "%load_ext jupyterlab_canvas_share").error is None
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@dataclass
class People:
    """A data scientist with a trained model, and an analyst; ``kernel`` is the scientist's."""

    scientist: Server
    analyst: Server
    kernel: BlockingKernelClient


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    home = tmp_path_factory.mktemp("people")
    with scientist_and_analyst(home) as (scientist, analyst):
        started = call("POST", f"{scientist.url}api/kernels", scientist.token, {"name": "python3"})
        connection = home / "scientist" / "runtime" / f"kernel-{started['id']}.json"
        client = BlockingKernelClient(connection_file=str(eventually(lambda: _file(connection))))
        client.load_connection_file()
        client.start_channels()
        eventually(lambda: _answers(client), 60)
        run(client, "%load_ext jupyterlab_canvas_share")
        yield People(scientist, analyst, client)
        client.stop_channels()


@pytest.fixture(scope="module")
def analyst_kernel(people: People) -> Iterator[BlockingKernelClient]:
    """A kernel from elsewhere, told by its environment which server to use."""
    server = people.analyst
    with kernel_with(CANVAS_SHARE_URL=server.url.rstrip("/"), CANVAS_SHARE_TOKEN=server.token) as (
        _,
        client,
    ):
        yield client


def _file(path: Path) -> Path | None:
    return path if path.exists() and path.stat().st_size else None


def _answers(client: BlockingKernelClient) -> bool:
    """False while it sends no heartbeat within a second: on a busy machine it only begins."""
    try:
        client.wait_for_ready(timeout=60)
    except RuntimeError:
        return False
    return True


def refused(output: Output) -> str:
    """The one line that a refused cell shows."""
    assert output.error in (None, "UsageError")
    shown = (output.err + "".join(output.traceback)).strip()
    assert "Traceback" not in shown
    assert "\n" not in shown
    assert shown.startswith("UsageError: ")
    return shown.removeprefix("UsageError: ")


def test_share_a_job_s_best_model_and_see_it_on_both_sides(
    people: People, analyst_kernel: BlockingKernelClient
) -> None:
    before = run(people.kernel, "%shared_models --by-me")
    assert before.text == "Shared by me\nNothing yet.", before
    best = people.scientist.get("/jobs/churn")["best_candidate"]

    shared = run(people.kernel, "%canvas_share churn analyst --note 'for you: <b>bold</b>'")
    assert shared.error is None, shared
    title = people.scientist.get("/shared-models", direction="by-me")["items"][0]["title"]
    assert best in title
    assert shared.out == f"Shared {title} to 1 Canvas user: analyst\n"

    mine = run(people.kernel, "%shared_models --by-me")
    assert title in mine.text
    assert "Shared with me" not in mine.text

    def arrived() -> Output | None:
        seen = run(analyst_kernel, "%shared_models")
        return seen if title in seen.text and "ready" in seen.text else None

    theirs = eventually(arrived)
    assert "data-scientist" in theirs.text
    assert theirs.text.index("Shared with me") < theirs.text.index("Shared by me")
    assert "&lt;b&gt;bold&lt;/b&gt;" in theirs.html
    assert "<b>" not in theirs.html
    assert run(analyst_kernel, "%shared_models -q 'nothing like it'").text.count("Nothing") == 2
    listed = "found = %shared_models --with-me\n[each.title for each in found]"
    assert run(analyst_kernel, listed).text == repr([title])


def test_share_a_candidate_by_its_id(people: People) -> None:
    candidates = people.scientist.get("/jobs/churn/candidates")["items"]
    other = next(candidate for candidate in candidates if not candidate["best"])
    output = run(people.kernel, f"model = {other['model_id']!r}\n%canvas_share {{model}} analyst")
    assert other["name"] in output.out
    assert output.out.endswith("to 1 Canvas user: analyst\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%canvas_share", "the following arguments are required: model, user"),
        ("%canvas_share churn", "required: user. Usage: %canvas_share [--note NOTE] model user"),
        ("%canvas_share churn analyst --notes x", "unrecognized arguments"),
        ("%canvas_share churn analyst --note 'open", "No closing quotation"),
        ("%canvas_share churn nobody", "nobody"),
        ("%canvas_share churn data-scientist", "yourself"),
        ("%canvas_share missing analyst", "missing"),
        ("%canvas_share churn~missing analyst", "missing"),
        ("%shared_models --by-you", "unrecognized arguments"),
    ],
)
def test_a_mistake_is_one_line(people: People, line: str, said: str) -> None:
    assert said in refused(run(people.kernel, line))


def test_a_wrong_token_is_one_line(people: People) -> None:
    with kernel_with(CANVAS_SHARE_URL=people.analyst.url, CANVAS_SHARE_TOKEN="wrong") as (
        _,
        kernel,
    ):
        said = refused(run(kernel, "%shared_models"))
        assert "does not accept the token" in said
        assert "wrong" not in said
        run(kernel, f"%env CANVAS_SHARE_TOKEN={people.analyst.token}")
        run(kernel, f"%env CANVAS_SHARE_URL={people.analyst.url}elsewhere")
        assert "does not have jupyterlab-canvas-share" in refused(run(kernel, "%shared_models"))
        run(kernel, "%env CANVAS_SHARE_URL=file:///etc")
        assert "starts with http:// or https://" in refused(run(kernel, "%shared_models"))


def test_a_kernel_without_a_server_says_what_to_do(tmp_path: Path) -> None:
    with kernel_with(JUPYTER_RUNTIME_DIR=str(tmp_path)) as (_, kernel):
        said = refused(run(kernel, "%shared_models"))
        assert said.startswith("No Jupyter server was found")
        assert "CANVAS_SHARE_URL" in said


def test_ctrl_c_interrupts_a_server_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with kernel_with(CANVAS_SHARE_URL=f"http://127.0.0.1:{port}/") as (manager, kernel):
            timer = threading.Timer(1, manager.interrupt_kernel)
            began = time.monotonic()
            timer.start()
            assert run(kernel, "%shared_models").error == "KeyboardInterrupt"
            assert time.monotonic() - began < 30
            assert run(kernel, "print(1 + 1)").out == "2\n"


def test_a_kernel_finds_its_server_by_the_kernel_s_own_id(people: People) -> None:
    code = "from jupyterlab_canvas_share.notebook.server import find_server\nfind_server({}).url"
    assert run(people.kernel, code).text == repr(people.scientist.url)


def test_a_terminal_s_server_is_found_by_its_address(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = people.analyst.log.parent / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    (runtime / "jpserver-1.json").write_text("{ half written")
    found = find_server({"JUPYTER_SERVER_URL": people.analyst.url})
    assert found.token == people.analyst.token
    assert people.analyst.token not in repr(found)
    with pytest.raises(Unavailable):
        find_server({"JUPYTER_SERVER_URL": people.scientist.url})
