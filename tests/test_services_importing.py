"""What was shared is fetched and verified before anybody may look into it or predict with it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.errors import BadRequest, Conflict, NotFound, Refused
from jupyterlab_canvas_share.model.events import SharedModelEvent
from jupyterlab_canvas_share.model.predictions import Predict
from jupyterlab_canvas_share.model.shares import Revoke
from jupyterlab_canvas_share.services.details import Details
from jupyterlab_canvas_share.services.models import Models
from jupyterlab_canvas_share.services.own_bundles import OwnBundles

from .bad_input_fixtures import flip
from .exchange_fixtures import eventually
from .lifecycle_fixtures import CSV, ended, reaches, shared
from .services_fixtures import Office, office, to


def stored_bundle(place: Office) -> Path:
    objects = place.folder / "store" / "domains" / "default" / "objects"
    (path,) = (path for path in objects.rglob("*") if path.is_file())
    return path


async def test_a_share_is_imported_and_says_what_it_is(tmp_path: Path) -> None:
    async with shared(tmp_path) as (place, alice, bob, id):
        assert ("ready", id) in bob.heard
        contents = await bob.importing.contents(id)
        assert contents.manifest.classes == ("No", "Yes")
        path = await bob.importing.bundle_path(id)
        assert path.read_bytes() == stored_bundle(place).read_bytes()
        # the owner looks at the very same file
        assert await alice.importing.contents(id) == contents


@pytest.mark.parametrize("position", [0, 5000, -1])
async def test_a_flipped_byte_shows_and_a_retry_heals(tmp_path: Path, position: int) -> None:
    async with office(tmp_path) as place:
        async with place.server("bob"):
            pass
        async with place.server("alice") as alice:
            id = (await alice.sharing.share(to("bob"))).id
        flip(stored_bundle(place), position)
        async with place.server("bob") as bob:
            await reaches(bob, id, "failed")
            assert ("failed", id) in bob.heard
            card = await bob.reader.get(id)
            assert "not the one that was shared" in (card.failure_reason or "")
            with pytest.raises(Refused) as error:
                await bob.importing.contents(id)
            assert error.value.code == "import_failed"
            with pytest.raises(Refused):
                await bob.predicting.predict(id, Predict(rows=({"tenure": 1.0},)))
            flip(stored_bundle(place), position)
            await bob.importing.retry(id)
            await reaches(bob, id, "ready")
            with pytest.raises(Conflict):
                await bob.importing.retry(id)


async def test_a_failed_import_is_tried_again_at_the_next_start(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        async with place.server("bob"):
            pass
        async with place.server("alice") as alice:
            id = (await alice.sharing.share(to("bob"))).id
        hidden = stored_bundle(place).rename(tmp_path / "hidden")
        async with place.server("bob") as bob:
            await reaches(bob, id, "failed")
        objects = place.folder / "store" / "domains" / "default" / "objects"
        async with place.server("bob") as bob:
            await reaches(bob, id, "failed")
            folder = objects / "alice" / id
            ref = (await bob.exchange.card(id)).version.candidates[0].bundle
            hidden.rename(folder / ref.name)
        async with place.server("bob") as bob:
            await reaches(bob, id, "ready")


@pytest.mark.parametrize(
    ("name", "announced"),
    [("target", "revenue"), ("problem_type", "Regression"), ("positive_class", "No")],
)
async def test_a_bundle_of_another_model_than_was_announced_is_refused(
    tmp_path: Path, name: str, announced: str
) -> None:
    async with shared(tmp_path) as (_, alice, bob, id):
        version = (await alice.exchange.card(id)).version.model_copy(update={name: announced})
        update = SharedModelEvent(kind="updated", shared_model=id, to_app="Canvas", version=version)
        await alice.exchange.send(("bob",), update)
        await reaches(bob, id, "failed")
        reason = (await bob.reader.get(id)).failure_reason or ""
        assert "announced" in reason
        assert announced in reason


class SlowStore(FolderStore):
    """Objects take so long that the server is stopped in the middle."""

    async def get_file(self, key: str, path: Path, limit: int) -> None:
        path.write_bytes(b"the first half")  # noqa: ASYNC240
        await asyncio.sleep(60)


async def test_an_import_that_a_stop_cut_off_goes_on_at_the_next_start(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        async with place.server("alice") as alice:
            async with place.server("bob"):
                pass
            id = (await alice.sharing.share(to("bob"))).id
        async with place.server("bob", store=SlowStore(tmp_path / "store")) as bob:
            await reaches(bob, id, "importing")
            cache = tmp_path / "caches" / "bob" / "bundles"

            async def begun() -> bool:
                return bool([*cache.iterdir()])

            await eventually(begun)
            with pytest.raises(Conflict) as error:
                await bob.importing.contents(id)
            assert error.value.code == "still_importing"
        async with place.server("bob") as bob:
            await reaches(bob, id, "ready")
            await bob.importing.contents(id)


async def test_a_lost_cache_is_filled_again(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("alice") as alice:
        async with place.server("bob") as bob:
            id = (await alice.sharing.share(to("bob"))).id
            await reaches(bob, id, "ready")
            (await bob.importing.bundle_path(id)).unlink()
            assert (await bob.importing.bundle_path(id)).exists()
        cache = tmp_path / "caches" / "bob"
        for file in [*cache.glob("index*"), *cache.glob("bundles/*.json")]:
            file.unlink()
        async with place.server("bob") as bob:
            await reaches(bob, id, "ready")
            await bob.importing.contents(id)


async def test_an_owner_can_revoke_what_has_lost_its_file(tmp_path: Path) -> None:
    async with (
        office(tmp_path) as place,
        place.server("bob"),
        place.server("alice") as alice,
    ):
        id = (await alice.sharing.share(to("bob"))).id
        stored_bundle(place).unlink()
        details = Details(Models({}), OwnBundles(Models({})), alice.reader, alice.importing)
        found = await details.shared_model(id)
        assert (found.shared_model.state, found.analysis) == ("failed", None)
        assert "not on the store any more" in (found.shared_model.failure_reason or "")
        assert found.shared_model.recipients == ("bob",)
        assert [entry.kind for entry in found.history] == ["shared"]
        assert (await alice.sharing.revoke(id, Revoke(request="r" * 16))).state == "revoked"


async def test_rows_are_predicted_with_contributions_or_refused_by_column(tmp_path: Path) -> None:
    async with shared(tmp_path) as (_, _, bob, id):
        row = {"tenure": 3.0, "Contract": "One year", "Payment": "Bitcoin"}
        answer = (await bob.predicting.predict(id, Predict(rows=(row, {})))).items
        assert len(answer) == 2
        assert [each.name for each in answer[0].probabilities] == ["No", "Yes"]
        assert answer[0].contributions == ()
        assert "Bitcoin" in answer[0].notices[0]
        explained = await bob.predicting.predict(id, Predict(rows=(row,), contributions=True))
        prediction = explained.items[0]
        assert prediction.value == answer[0].value
        assert {each.column for each in prediction.contributions} >= {"tenure", "Contract"}
        for rows, code, named in (
            (({"Tenure": 3.0},), "unknown_column", "'tenure'"),
            (({"tenure": "three"},), "wrong_type", "tenure"),
        ):
            with pytest.raises(BadRequest, match=named) as error:
                await bob.predicting.predict(id, Predict(rows=rows))
            assert error.value.code == code


async def test_a_file_is_predicted_in_the_background(tmp_path: Path) -> None:
    async with shared(tmp_path) as (_, _, bob, id):
        upload = tmp_path / "upload"
        upload.write_bytes(CSV + b"c1,3,70.5,One year,Card,2020-01-31\nc2,x,1,One year,Card,\n")
        started = await bob.predicting.start_batch(id, "../../customers.csv", upload)
        assert (started.status, started.filename) == ("InProgress", "customers.csv")
        assert not upload.exists(), "the file belongs to the batch now"
        await ended(bob, id, started.id)
        batch = await bob.predicting.batch(id, started.id)
        assert (batch.status, batch.rows_done, batch.rows_failed) == ("Ready", 2, 1)
        lines = (await bob.predicting.batch_result(id, started.id)).read_text().splitlines()
        assert lines[0].startswith(
            "customer,tenure,Monthly Charges,Contract,Payment,Since,prediction"
        )
        assert [line.split(",")[0] for line in lines] == ["customer", "c1", "c2"]
        assert bob.heard.count(("batch", id)) == 2

        wrong = tmp_path / "wrong"
        wrong.write_bytes(b"Tenure,Contract\n1,One year\n")
        failing = await bob.predicting.start_batch(id, "wrong.csv", wrong)
        await ended(bob, id, failing.id)
        failed = await bob.predicting.batch(id, failing.id)
        assert failed.status == "Failed"
        assert "“Tenure”" in (failed.failure_reason or "")
        with pytest.raises(Conflict) as error:
            await bob.predicting.batch_result(id, failing.id)
        assert error.value.code == "batch_not_ready"

        listed = await bob.predicting.batches(id)
        assert [each.id for each in listed.items] == [failing.id, started.id]
        first = await bob.predicting.batches(id, 1)
        rest = await bob.predicting.batches(id, 1, first.next)
        assert [each.id for each in rest.items] == [started.id]
        for strange in ("..", "../..", "x", started.id.lower()):
            with pytest.raises(NotFound):
                await bob.predicting.batch(id, strange)


async def test_a_batch_that_a_stop_cut_off_is_finished_after_the_restart(tmp_path: Path) -> None:
    async with office(tmp_path) as place, place.server("alice") as alice:
        async with place.server("bob") as bob:
            id = (await alice.sharing.share(to("bob"))).id
            await reaches(bob, id, "ready")
            upload = tmp_path / "upload"
            upload.write_bytes(CSV + b"c1,3,70.5,One year,Card,2020-01-31\n" * 20_000)
            batch = await bob.predicting.start_batch(id, "customers.csv", upload)
        start = time.monotonic()
        async with place.server("bob") as bob:
            assert (await bob.predicting.batch(id, batch.id)).status == "InProgress"
            await ended(bob, id, batch.id)
            found = await bob.predicting.batch(id, batch.id)
            assert (found.status, found.rows_done) == ("Ready", 20_000)
        assert time.monotonic() - start < 60


async def test_one_colleagues_flood_does_not_make_the_others_wait(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        async with place.server("bob"):
            pass
        async with place.server("carol") as carol:
            first = (await carol.sharing.share(to("bob"))).id
        async with place.server("alice") as alice:
            flood = [
                (await alice.sharing.share(to("bob", request=f"request-{number}"))).id
                for number in range(4)
            ]
        async with place.server("bob") as bob:
            for id in (first, *flood):
                await reaches(bob, id, "ready")
            imported = [id for action, id in bob.heard if action == "ready"]
    assert first in imported[:2]
    assert set(imported) == {first, *flood}
