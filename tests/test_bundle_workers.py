"""Worker processes: fast when all is well, and a boundary when a bundle is hostile."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.workers import Workers
from jupyterlab_canvas_share.bundle.write import ObjectFacts, write_bundle
from jupyterlab_canvas_share.model.errors import NotFound, Refused, Unavailable
from tests.bundle_fixtures import FEATURES, make_bundle, typed_frame

ROW: dict[str, Any] = {"tenure": 3.0, "Contract": "One year", "Payment": "Bitcoin"}


@asynccontextmanager
async def pool(**limits: Any) -> AsyncIterator[Workers]:
    workers = Workers(**limits)
    try:
        yield workers
    finally:
        await workers.close()


def children() -> set[int]:
    """Processes that this one started and that run."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                found.add(int(stat.parent.name))
    return found


def told_by_kernel(pid: int, what: str) -> str:
    return Path(f"/proc/{pid}/{what}").read_text()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.01)


@pytest.fixture
def bundle(tmp_path: Path) -> tuple[Path, ObjectFacts]:
    made = make_bundle("lightgbm")
    path = tmp_path / "m.canvasmodel"
    return path, write_bundle(path, made.contents, made.graph)


def hostile(path: Path, *nodes: onnx.NodeProto) -> Path:
    """A bundle whose graph is on the list of operators and yet asks for too much."""
    made = make_bundle("lightgbm")
    first = numpy_helper.from_array(np.array([0, 1], np.int64), "first")
    graph = helper.make_graph(
        [*nodes, helper.make_node("Gather", ["last", "first"], ["answer"], axis=1)],
        "hostile",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, len(FEATURES)])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, [None, 2])],
        [first],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    write_bundle(path, made.contents, model.SerializeToString())
    return path


def doubling(times: int, last: str) -> list[onnx.NodeProto]:
    names = ["features", *(f"d{i}" for i in range(1, times)), last]
    return [
        helper.make_node("Concat", [names[i], names[i]], [names[i + 1]], axis=1)
        for i in range(times)
    ]


async def test_verify_predict_and_refusals(bundle: tuple[Path, ObjectFacts]) -> None:
    path, facts = bundle
    async with pool() as workers:
        contents = await workers.verify(path, sha256=facts.sha256, size=facts.size)
        assert contents == make_bundle("lightgbm").contents
        (plain,) = await workers.predict(path, [ROW])
        (explained,) = await workers.predict(path, [ROW], contributions=True)
        assert plain.value == explained.value
        assert "'Bitcoin'" in plain.notices[0]
        assert len(explained.contributions) == 5

        with pytest.raises(Refused) as wrong:
            await workers.predict(path, [{"tenure": "x"}])
        assert (wrong.value.code, wrong.value.details["column"]) == ("wrong_type", "tenure")
        with pytest.raises(BundleInvalid, match="sha256"):
            await workers.verify(path, sha256="0" * 64)
        with pytest.raises(NotFound):
            await workers.verify(path.with_name("none"))


async def test_a_file_that_is_gone_or_changed_is_not_predicted_from_memory(
    bundle: tuple[Path, ObjectFacts],
) -> None:
    path, _ = bundle
    async with pool(size=1) as workers:
        await workers.predict(path, [ROW])
        data = path.read_bytes()
        path.write_bytes(data[:-1])
        with pytest.raises(BundleInvalid):
            await workers.predict(path, [ROW])
        path.unlink()
        with pytest.raises(NotFound) as caught:
            await workers.predict(path, [ROW])
        assert caught.value.code == "no_such_bundle"


async def test_workers_stay_warm_and_are_bounded(bundle: tuple[Path, ObjectFacts]) -> None:
    path, _ = bundle
    before = children()
    async with pool(size=2) as workers:
        await asyncio.gather(*(workers.predict(path, [ROW]) for _ in range(12)))
        assert 1 <= len(children() - before) <= 2
        started = children()
        await workers.predict(path, [ROW])
        assert children() == started
    assert children() == before


async def test_a_forgotten_bundle_is_held_by_no_process(bundle: tuple[Path, ObjectFacts]) -> None:
    path, _ = bundle
    before = children()
    async with pool(size=2) as workers:
        await asyncio.gather(*(workers.predict(path, [ROW]) for _ in range(4)))
        await workers.forget([path.with_name("another")])
        assert children() != before
        await workers.forget([path])
        assert children() == before
        # also by one that just starts, or answers, which may still answer
        for moment in (0.0, 0.2):
            under_way = asyncio.create_task(workers.predict(path, [ROW]))
            await asyncio.sleep(moment)
            await workers.forget([path])
            assert len(await under_way) == 1
            assert children() == before
        assert len(await workers.predict(path, [ROW])) == 1


async def test_memory_is_limited(tmp_path: Path) -> None:
    path = hostile(tmp_path / "m.canvasmodel", *doubling(24, "last"))
    async with pool(memory_limit=1024**3) as workers:
        with pytest.raises(BundleInvalid):
            await workers.verify(path)
        with pytest.raises((BundleInvalid, Unavailable)):
            await workers.predict(path, [ROW])


async def test_time_is_limited(tmp_path: Path, bundle: tuple[Path, ObjectFacts]) -> None:
    slow = [
        helper.make_node("Sigmoid", [f"s{i}"], [f"s{i + 1}" if i < 14_999 else "last"])
        for i in range(15_000)
    ]
    path = hostile(tmp_path / "slow.canvasmodel", *doubling(14, "s0"), *slow)
    before = children()
    async with pool(verify_timeout=2, predict_timeout=2) as workers:
        started = time.monotonic()
        with pytest.raises(BundleInvalid, match="longer than 2 s"):
            await workers.verify(path)
        assert children() == before
        with pytest.raises(Unavailable) as caught:
            await workers.predict(path, [ROW])
        assert caught.value.code == "worker_timeout"
        assert time.monotonic() - started < 20
    async with pool() as workers:
        assert await workers.predict(bundle[0], [ROW])


async def test_a_killed_worker_is_replaced(bundle: tuple[Path, ObjectFacts]) -> None:
    path, _ = bundle
    before = children()
    async with pool(size=1) as workers:
        await workers.predict(path, [ROW])
        (pid,) = children() - before
        os.kill(pid, signal.SIGKILL)
        await until(lambda: pid not in children())
        with contextlib.suppress(Unavailable):
            await workers.predict(path, [ROW])
        assert await workers.predict(path, [ROW])
        assert pid not in children()


async def test_a_cancelled_prediction_leaves_no_answer_for_the_next(
    bundle: tuple[Path, ObjectFacts],
) -> None:
    path, _ = bundle
    async with pool(size=1) as workers:
        (expected,) = await workers.predict(path, [ROW])
        asking = asyncio.create_task(workers.predict(path, [{}] * 500, contributions=True))
        await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await workers.predict(path, [ROW]) == [expected]


async def test_the_environment_of_a_worker_holds_no_secrets(
    bundle: tuple[Path, ObjectFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    monkeypatch.setenv("JUPYTER_TOKEN", "hidden")
    before = children()
    async with pool(size=1) as workers:
        await workers.predict(bundle[0], [ROW])
        (pid,) = children() - before
        assert "hidden" not in told_by_kernel(pid, "environ")
        assert str(4 * 1024**3) in told_by_kernel(pid, "limits")


async def test_a_batch_has_its_own_worker_and_tells_its_progress(
    bundle: tuple[Path, ObjectFacts], tmp_path: Path
) -> None:
    path, _ = bundle
    typed_frame(60_000).write_csv(tmp_path / "in.csv")
    said: list[tuple[int, int | None, int]] = []
    async with pool(size=1) as workers:
        await workers.predict(path, [ROW])
        running = asyncio.create_task(
            workers.batch(
                path, tmp_path / "in.csv", tmp_path / "out.csv", lambda *p: said.append(p)
            )
        )
        await asyncio.sleep(0.1)
        await workers.predict(path, [ROW])
        assert not running.done()
        summary = await running
    assert (summary.rows, summary.failed) == (60_000, 0)
    assert said[-1] == (60_000, 60_000, 0)
    assert len(summary.preview) == 21
    with (tmp_path / "out.csv").open() as file:
        assert sum(1 for _ in file) == 60_001


async def test_a_batch_that_is_refused_or_killed_leaves_nothing(
    bundle: tuple[Path, ObjectFacts], tmp_path: Path
) -> None:
    path, _ = bundle
    folder = tmp_path / "batch"
    folder.mkdir()
    source, target = folder / "in.csv", folder / "out.csv"
    async with pool() as workers:
        source.write_text("a,b\n1,2\n")
        with pytest.raises(Refused) as caught:
            await workers.batch(path, source, target, lambda *_: None)
        assert caught.value.code == "schema_mismatch"
        assert len(caught.value.details["problems"]) == 5

        typed_frame(200_000).write_csv(source)
        before = children()
        running = asyncio.create_task(workers.batch(path, source, target, lambda *_: None))
        await until((folder / "out.csv.part").exists)
        os.kill((children() - before).pop(), signal.SIGKILL)
        with pytest.raises(Unavailable) as crashed:
            await running
        assert crashed.value.code == "worker_crashed"
        assert [path.name for path in folder.iterdir()] == ["in.csv"]

        running = asyncio.create_task(workers.batch(path, source, target, lambda *_: None))
        await until((folder / "out.csv.part").exists)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert [path.name for path in folder.iterdir()] == ["in.csv"]
        assert children() == before


async def test_a_closed_pool_refuses(bundle: tuple[Path, ObjectFacts]) -> None:
    workers = Workers()
    await workers.close()
    with pytest.raises(Unavailable):
        await workers.predict(bundle[0], [ROW])
