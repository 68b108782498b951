"""The .canvasmodel file: the same bytes for the same model, and nothing else is accepted."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.bundle.container import pack, unpack
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.predictor import Predictor
from jupyterlab_canvas_share.bundle.verify import open_bundle, read_bundle, replay
from jupyterlab_canvas_share.bundle.write import archive_of, write_bundle
from jupyterlab_canvas_share.model.bundle import MEMBERS, BundleContents
from jupyterlab_canvas_share.model.errors import NotFound
from tests.bundle_fixtures import make_bundle


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.canvasmodel"


def refusal(path: Path, data: bytes, **facts: Any) -> str:
    path.write_bytes(data)
    with pytest.raises(BundleInvalid) as caught:
        read_bundle(path, **facts)
    assert caught.value.code == "bundle_invalid"
    return caught.value.message


@pytest.mark.parametrize("kind", ["linear", "forest", "lightgbm", "mlp"])
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_round_trip_and_replay(path: Path, kind: str, classes: int) -> None:
    made = make_bundle(kind, classes)
    facts = write_bundle(path, made.contents, made.graph)
    contents, graph = read_bundle(path, sha256=facts.sha256, size=facts.size)
    assert contents == made.contents
    assert graph == made.graph
    assert replay(Predictor(contents, graph)) < 1e-4


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    made = make_bundle()
    first = write_bundle(tmp_path / "a", made.contents, made.graph)
    again = BundleContents.model_validate_json(made.contents.model_dump_json())
    assert write_bundle(tmp_path / "b", again, made.graph) == first
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


def test_any_zip_program_can_read_it(path: Path) -> None:
    made = make_bundle()
    write_bundle(path, made.contents, made.graph)
    with zipfile.ZipFile(path) as archive:
        assert tuple(archive.namelist()) == MEMBERS
        assert archive.testzip() is None
        assert archive.read("model.onnx") == made.graph
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_every_flipped_byte_is_refused_by_digest_and_by_structure(path: Path) -> None:
    made = make_bundle()
    facts = write_bundle(path, made.contents, made.graph)
    data = path.read_bytes()
    for place in range(0, len(data), 97):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        assert "sha256" in refusal(path, bytes(changed), sha256=facts.sha256, size=facts.size)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        # the checksums of the members and the one possible archive leave no byte free
        with pytest.raises(BundleInvalid):
            unpack(bytes(changed))


def test_cut_off_grown_and_missing(path: Path) -> None:
    made = make_bundle()
    facts = write_bundle(path, made.contents, made.graph)
    data = path.read_bytes()
    assert "announced" in refusal(path, data[:-1], size=facts.size)
    for length in (0, 1, 30, 500, len(data) // 2, len(data) - 1):
        refusal(path, data[:length])
    refusal(path, data + b"x")
    refusal(path, b"x" + data)
    path.unlink()
    with pytest.raises(NotFound) as caught:
        read_bundle(path)
    assert caught.value.code == "no_such_bundle"


def zipped(edit: Callable[[zipfile.ZipFile, list[tuple[str, bytes]]], None]) -> bytes:
    made = make_bundle()
    members = list(zip(MEMBERS, unpack(archive_of(made.contents, made.graph)), strict=True))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        edit(archive, members)
    return out.getvalue()


def write_all(archive: zipfile.ZipFile, members: list[tuple[str, bytes]]) -> None:
    for name, data in members:
        archive.writestr(name, data)


def extra_member(archive: zipfile.ZipFile, members: list[tuple[str, bytes]]) -> None:
    write_all(archive, [*members, ("extra.pkl", b"x")])


def path_name(archive: zipfile.ZipFile, members: list[tuple[str, bytes]]) -> None:
    write_all(archive, [("../../etc/cron.d/x", b"x"), *members])


def duplicate(archive: zipfile.ZipFile, members: list[tuple[str, bytes]]) -> None:
    write_all(archive, [members[0], *members])


def missing(archive: zipfile.ZipFile, members: list[tuple[str, bytes]]) -> None:
    write_all(archive, members[:-1])


def other_order(archive: zipfile.ZipFile, members: list[tuple[str, bytes]]) -> None:
    write_all(archive, members[::-1])


def compressed(archive: zipfile.ZipFile, members: list[tuple[str, bytes]]) -> None:
    for name, data in members:
        archive.writestr(name, data, zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (extra_member, "more members"),
        (path_name, "etc/cron.d"),
        (duplicate, "'bundle.json'"),
        (missing, "parity.json"),
        (other_order, "'parity.json'"),
        (compressed, "compressed"),
        # the same members, with the dates and attributes of another program
        (write_all, "bytes that do not belong"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_zips(path: Path, edit: Any, said: str) -> None:
    assert said in refusal(path, zipped(edit))


def test_a_huge_declared_size_asks_for_no_memory(path: Path) -> None:
    made = make_bundle()
    data = bytearray(archive_of(made.contents, made.graph))
    struct.pack_into("<II", data, 18, 0xFFFFFFF0, 0xFFFFFFF0)
    assert "cut off" in refusal(path, bytes(data))


def with_json(member: str, data: bytes) -> bytes:
    made = make_bundle()
    members = list(unpack(archive_of(made.contents, made.graph)))
    members[MEMBERS.index(member)] = data
    return pack(members)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
        (b'{"steps": NaN}', "NaN"),
        (b'{"steps": -Infinity}', "Infinity"),
        (b'{"steps": 1e999}', "too large"),
        (b'{"steps": [], "steps": []}', "twice"),
        (b'{"steps": []} x', "sound JSON"),
        (b'{"steps": "\xff"}', "UTF-8"),
        (b'{"steps": [], "code": "import os"}', "code"),
        (b'{"steps": [{"step": "python", "column": "x"}]}', "steps"),
        (b"9" * 10_000, "sound JSON"),
        (b"", "sound JSON"),
    ],
)
def test_hostile_json(path: Path, data: bytes, said: str) -> None:
    assert said in refusal(path, with_json("transforms.json", data))


CONTRADICTIONS: list[tuple[str, Any]] = [
    ("manifest/target", "tenure"),
    ("manifest/columns/1/name", "tenure"),
    ("manifest/columns/0/name", " "),
    ("manifest/columns/0/minimum", 100.0),
    ("manifest/columns/0/categories", ["a"]),
    ("manifest/columns/2/categories", ["a", "a"]),
    ("manifest/columns/4/date_format", "%s"),
    ("manifest/columns/4/maximum", 1e300),
    ("manifest/features/0/column", "nothing"),
    ("manifest/features/0/name", "Contract"),
    ("manifest/features/2/categories", None),
    ("manifest/inputs/0/features", ["tenure"]),
    ("manifest/inputs/0/name", "other"),
    ("manifest/output", "other"),
    ("manifest/classes", ["Yes"]),
    ("manifest/classes", ["Yes", "Yes"]),
    ("manifest/positive_class", "Maybe"),
    ("manifest/objective", "RMSE"),
    ("manifest/problem_type", "Regression"),
    ("manifest/format", 2),
    ("transforms/steps", []),
    ("transforms/steps/0/column", "tenure"),
    ("insights/confusion_matrix", {"labels": ["No", "Yes"], "counts": [[1, 2]]}),
    ("explanations/attributions/0/column", "nothing"),
    ("explanations/expected_value", [0.1, 0.2, 0.7]),
    ("explanations/background", []),
    ("explanations/background/0", ["x", 1, "One year", "Card", None]),
    ("explanations/background/0", [1]),
    ("parity/made_up/answers", [[0.5, 0.5]]),
    ("parity/made_up/answers/0", [1.0]),
]


@pytest.mark.parametrize(("place", "value"), CONTRADICTIONS)
def test_members_that_contradict_each_other(path: Path, place: str, value: Any) -> None:
    made = make_bundle()
    everything = json.loads(made.contents.model_dump_json())
    *way, last = place.split("/")
    target: Any = everything
    for key in way:
        target = target[int(key) if key.isdigit() else key]
    target[int(last) if last.isdigit() else last] = value
    names = {"bundle.json": "manifest", "model.onnx": None}
    members = [
        made.graph
        if member == "model.onnx"
        else json.dumps(everything[names.get(member) or member.removesuffix(".json")]).encode()
        for member in MEMBERS
    ]
    assert refusal(path, pack(members))


def test_a_graph_that_answers_otherwise_is_refused_on_replay(path: Path) -> None:
    made, other = make_bundle("linear"), make_bundle("forest")
    write_bundle(path, made.contents, other.graph)
    read_bundle(path)
    with pytest.raises(BundleInvalid, match="trainer"):
        open_bundle(path)


def test_a_small_difference_of_a_regression_is_refused_on_replay(path: Path) -> None:
    made = make_bundle("linear", 0)
    answers = [[value * 1.001] for (value,) in made.contents.parity.made_up.answers]
    contents = json.loads(made.contents.model_dump_json())
    contents["parity"]["made_up"]["answers"] = answers
    write_bundle(path, BundleContents.model_validate(contents), made.graph)
    with pytest.raises(BundleInvalid, match="does not answer as it did"):
        open_bundle(path)


@pytest.mark.parametrize(
    "change", [{"labels_differing": 1}, {"tolerance": 0.5}, {"max_difference": 1.0}]
)
def test_a_model_that_failed_its_parity_check_can_be_read_but_not_opened(
    path: Path, change: dict[str, Any]
) -> None:
    made = make_bundle()
    parity = made.contents.parity.model_copy(update=change)
    write_bundle(path, made.contents.model_copy(update={"parity": parity}), made.graph)
    assert read_bundle(path)[0].parity == parity
    with pytest.raises(BundleInvalid, match="parity check"):
        open_bundle(path)
