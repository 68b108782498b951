"""Several Unix accounts on one folder, as real accounts: processes with uids of their own."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.keys import ProfileFile, Ulids
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.base import canonical_json
from jupyterlab_canvas_share.model.errors import CanvasShareError, Forbidden, Unavailable

from .accounts_fixtures import (
    ALICE,
    BOB,
    MALLORY,
    OBJECT,
    ULID,
    Office,
    accounts,
    attempt,
    authentic,
    get,
    mail,
    make,
    names_of_profiles,
    office,
    prepare,
    put,
    received,
    run_reader,
    run_sender,
    started,
    write,
)
from .exchange_fixtures import (
    A_REF,
    KEYS,
    MODEL,
    a_version,
    an_event,
    profile,
)

__all__ = ["accounts", "office", "started"]

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can start processes of other accounts"),
    pytest.mark.skipif(sys.platform != "linux", reason="several accounts are for Linux only"),
]


def test_a_share_goes_from_one_account_to_another_and_feedback_back(office: Office) -> None:
    sender = office.alice.begin(run_sender, office.root)
    id, fetched = office.bob.do(run_reader, office.root)
    assert sender.result(timeout=60) == id
    assert fetched == MODEL
    domain = "domains/default"
    assert office.mode(f"{domain}/mailboxes/bob") == "1733"
    assert office.mode(f"{domain}/objects/alice") == "711"
    assert office.mode(f"{domain}/objects/alice/{id}") == "711"
    assert office.mode(f"{domain}/profiles/alice") == "755"
    files = [file for file in office.root.rglob("*") if file.is_file()]
    # an object, a record, an event and a mark; a record, an event and a mark; two profiles
    assert len(files) == 9
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o644}
    owners = {
        (file.name.split(".")[2], file.stat().st_uid)
        for file in files
        if file.parent.parent.name == "mailboxes"
    }
    assert owners == {("alice", ALICE), ("bob", BOB)}


def test_the_store_says_which_of_the_two_it_is(office: Office, tmp_path: Path) -> None:
    assert FolderStore(office.root).accounts == "several"
    office.root.chmod(0o1770)
    assert FolderStore(office.root).accounts == "several"
    office.root.chmod(0o777)
    assert FolderStore(office.root).accounts == "one"
    assert FolderStore(tmp_path / "not there yet").accounts == "one"


def test_a_sender_never_owns_anothers_mailbox(office: Office) -> None:
    office.alice.do(prepare, office.root, "alice")
    with pytest.raises(Unavailable, match="bob has no place on the store") as error:
        office.alice.do(put, office.root, mail("alice", b"x", "bob"), b"x")
    assert error.value.code == "store_unavailable"
    assert not office.path(KEYS.mailbox("bob")).exists()
    office.bob.do(prepare, office.root, "bob")
    office.alice.do(put, office.root, mail("alice", b"x", "bob"), b"x")
    assert office.bob.do(get, office.root, mail("alice", b"x", "bob")) == b"x"


def test_a_stranger_cannot_list_delete_or_replace_in_a_mailbox(started: Office) -> None:
    key = mail("alice", b"true", "bob")
    started.alice.do(put, started.root, key, b"true")
    with pytest.raises(Unavailable, match="may not") as error:
        started.mallory.do(authentic, started.root, KEYS.mailbox("bob"))
    assert error.value.code == "store_unavailable"
    path = started.path(key)
    own = path.with_name("own")
    started.mallory.do(write, own, b"false")
    for call in (
        ("listdir", path.parent),
        ("unlink", path),
        ("rename", path, path.with_name("other")),
        ("rename", own, path),
        ("truncate", path, 0),
        ("chmod", path, 0o666),
        ("rmdir", path.parent),
        ("rename", path.parent, path.parent.with_name("carol")),
    ):
        assert started.mallory.do(attempt, *call) == "PermissionError", call
    with pytest.raises(Unavailable):
        started.mallory.do(delete, started.root, key)
    assert started.bob.do(get, started.root, key) == b"true"
    assert started.bob.do(authentic, started.root, KEYS.mailbox("bob"))[key] is True


def delete(root: Path, key: str) -> None:
    asyncio.run(FolderStore(root).delete(key))


def test_who_takes_the_name_of_a_mail_is_named_and_not_believed(started: Office) -> None:
    """The name of an event is the same for all its recipients, so one of them knows it."""
    key = mail("alice", b"true", "bob")
    started.mallory.do(write, started.path(key), b"true")
    with pytest.raises(Unavailable, match=f"uid {MALLORY}"):
        started.alice.do(put, started.root, key, b"true")
    assert started.bob.do(authentic, started.root, KEYS.mailbox("bob")) == {key: False}
    # it is in bob's folder, so bob removes it, and alice's next attempt succeeds
    started.bob.do(delete, started.root, key)
    started.alice.do(put, started.root, key, b"true")
    assert started.bob.do(authentic, started.root, KEYS.mailbox("bob")) == {key: True}


def test_an_event_in_anothers_name_is_not_authentic_nor_read(started: Office) -> None:
    data = canonical_json(
        an_event("shared", shared_model=f"{ULID}.alice", version=a_version(A_REF)).model_dump(
            mode="json"
        )
    )
    forged, honest = mail("alice", data, "bob"), mail("mallory", data, "bob")
    for key in (forged, honest, mail("nobody", data, "bob")):
        started.mallory.do(put, started.root, key, data)
    flags = started.bob.do(authentic, started.root, KEYS.mailbox("bob"))
    assert flags == {forged: False, honest: True, mail("nobody", data, "bob"): False}
    with pytest.raises(CanvasShareError, match=f"uid {MALLORY}") as error:
        started.bob.do(get, started.root, forged)
    assert error.value.code == "object_missing"


def test_a_forged_mail_does_not_keep_the_true_one_of_that_name_from_being_read(
    started: Office,
) -> None:
    """A recipient of the same event knows its name, and may be faster than the delivery to bob."""
    ulid = Ulids().next(datetime.now(UTC))
    id = f"{ulid}.alice"
    event = an_event("shared", id=id, shared_model=id, version=a_version(A_REF))
    data = canonical_json(event.model_dump(mode="json"))
    key = mail("alice", data, "bob", ulid=ulid)
    started.mallory.do(put, started.root, key, data)
    assert started.bob.do(received, started.root) == []
    started.bob.do(delete, started.root, key)
    started.alice.do(put, started.root, key, data)
    assert started.bob.do(received, started.root) == [id]


def test_a_mark_cannot_be_forged(started: Office) -> None:
    """It would make alice's server believe that everybody has the event."""
    record = mail("alice", b"record", "alice")
    started.alice.do(put, started.root, record, b"record")
    done = record.replace(".json", ".done")
    started.mallory.do(put, started.root, done, b"")
    # alice's own file, which came to mallory as a mail, moved out of mallory's mailbox
    sent = mail("alice", b"event", "mallory")
    started.alice.do(put, started.root, sent, b"event")
    moved = done.replace(ULID, ULID[:-1] + "0")
    assert started.mallory.do(attempt, "rename", started.path(sent), started.path(moved)) is None
    assert started.path(moved).stat().st_uid == ALICE
    flags = started.alice.do(authentic, started.root, KEYS.mailbox("alice"))
    assert flags == {record: True, done: False, moved: False}
    # alice's own mark replaces the forged one
    started.alice.do(put, started.root, done, b"")
    assert started.alice.do(authentic, started.root, KEYS.mailbox("alice"))[done] is True


@pytest.mark.parametrize("kind", ["mailboxes", "objects", "profiles"])
def test_a_name_somebody_else_took_first_stops_the_server(office: Office, kind: str) -> None:
    taken = office.path(f"domains/default/{kind}/bob")
    office.mallory.do(make, taken, 0o1777)
    with pytest.raises(Forbidden) as error:
        office.bob.do(names_of_profiles, office.root)
    assert error.value.code == "not_your_mailbox"
    assert error.value.details["owner"] == MALLORY
    assert str(taken) in error.value.message
    assert f"rm -r {taken}" in error.value.message
    shutil.rmtree(taken)
    assert office.bob.do(names_of_profiles, office.root) == ["Bob"]


def test_a_link_where_a_mailbox_should_be_leads_nowhere(office: Office) -> None:
    for name in ("alice", "mallory"):
        getattr(office, name).do(prepare, office.root, name)
    home = office.root.parent / "alice"
    office.mallory.do(os.symlink, home, office.path(KEYS.mailbox("bob")[:-1]))
    with pytest.raises(Unavailable, match="Not a directory"):
        office.alice.do(put, office.root, mail("alice", b"x", "bob"), b"x")
    assert list(home.iterdir()) == []
    with pytest.raises(Forbidden, match="rm -r"):
        office.bob.do(prepare, office.root, "bob")


def test_a_profile_in_anothers_name_is_ignored(started: Office) -> None:
    folder = started.path(f"{KEYS.profiles}alice")
    assert started.mallory.do(attempt, "mkdir", folder / "x") == "PermissionError"
    # carol has not come yet, so her folder is anybody's to make
    data = profile("carol").model_dump_json().encode()
    forged = started.path(KEYS.profile(ProfileFile.of("carol", ULID, data)))
    started.mallory.do(make, forged.parent, 0o755)
    started.mallory.do(write, forged, data)
    assert started.bob.do(names_of_profiles, started.root) == ["Bob"]


def test_an_object_is_read_by_who_knows_its_name_and_listed_by_nobody(started: Office) -> None:
    started.alice.do(put, started.root, OBJECT, b"a model")
    assert started.mallory.do(get, started.root, OBJECT) == b"a model"
    folder = started.path(OBJECT).parent
    for listed_folder in (folder, folder.parent):
        assert started.mallory.do(attempt, "listdir", listed_folder) == "PermissionError"
    with pytest.raises(Unavailable):
        started.mallory.do(authentic, started.root, "domains/default/objects/alice/")
    with pytest.raises(Unavailable):
        started.mallory.do(put, started.root, OBJECT.replace("5", "6"), b"x")
    assert started.mallory.do(attempt, "unlink", started.path(OBJECT)) == "PermissionError"
    assert started.alice.do(authentic, started.root, "domains/default/objects/alice/") == {
        OBJECT: True
    }


def test_loose_modes_of_ones_own_folders_are_put_right(started: Office) -> None:
    for kind in ("mailboxes", "objects", "profiles"):
        started.path(f"domains/default/{kind}/bob").chmod(0o777)
    started.bob.do(prepare, started.root, "bob")
    assert started.mode("domains/default/mailboxes/bob") == "1733"
    assert started.mode("domains/default/objects/bob") == "711"
    assert started.mode("domains/default/profiles/bob") == "755"


def test_the_shared_folders_must_be_the_administrators(office: Office) -> None:
    """Whoever owns ``mailboxes`` may rename every mailbox in it."""
    shutil.rmtree(office.root / "domains")
    with pytest.raises(Unavailable, match="install -d -m 1777"):
        office.bob.do(prepare, office.root, "bob")
    office.mallory.do(make, office.root / "domains", 0o1777)
    with pytest.raises(Forbidden) as error:
        office.bob.do(prepare, office.root, "bob")
    assert error.value.details["owner"] == MALLORY
    assert f"run: chown root {office.root / 'domains'} && chmod 755" in error.value.message
    shutil.rmtree(office.root / "domains")
    # the owner of the store's folder, here root, makes them by starting a server
    prepare(office.root, "admin")
    assert office.mode("domains/default") == "755"
    assert office.mode("domains/default/mailboxes") == "1777"
    office.bob.do(prepare, office.root, "bob")
    (office.root / "domains/default/mailboxes").chmod(0o777)
    with pytest.raises(Forbidden, match="chmod 1777"):
        office.bob.do(prepare, office.root, "bob")


def test_of_ones_mailbox_also_what_others_left_half_written_is_removed(started: Office) -> None:
    left = started.path(f"{KEYS.mailbox('bob')}.{'0' * 16}.tmp")
    started.mallory.do(write, left, b"torn")
    os.utime(left, (0, 0))
    started.alice.do(prepare, started.root, "alice")
    assert left.exists()
    started.bob.do(prepare, started.root, "bob")
    assert not left.exists()
