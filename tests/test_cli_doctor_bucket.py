"""doctor on a bucket: what its policy must refuse is tried, and what it answers is explained."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.policy import bucket_policy
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore

from .bucket_fixtures import proxy
from .cli_fixtures import Cli, cli, config_dir
from .doctor_fixtures import fixes, lines, settings
from .exchange_fixtures import profile, share
from .s3_faults import Fault, Proxy, clock_off, refused
from .s3_fixtures import ADMIN, Seaweed

__all__ = ["cli", "config_dir", "proxy", "settings"]


@pytest.fixture(scope="module")
def bucket(seaweed: Seaweed) -> str:
    return seaweed.bucket()


def on_bucket(seaweed: Seaweed, bucket: str, who: str) -> list[str]:
    return [
        f"s3://{bucket}/team",
        f"--CanvasShare.s3_endpoint={seaweed.endpoint}",
        "--CanvasShare.s3_region=us-east-1",
        f"--CanvasShare.s3_profile={who}",
    ]


def send_one(store: ObjectStore, folder: Path) -> None:
    """Alice shares with Bob, so that she knows a key in his mailbox."""
    (folder / "model").write_bytes(b"model")

    async def run() -> None:
        alice = Exchange(store, "default", "alice", folder / "alice.sqlite")
        await alice.start()
        try:
            await alice.register(profile("alice"))
            await alice.register(profile("bob"))
            await share(alice, ["bob"], folder / "model")
        finally:
            await alice.stop()

    asyncio.run(run())


RIGHTS = (
    "list the mailbox of bob",
    "read mail in another mailbox",
    "write into the own mailbox as bob",
    "write to bob in their own name",
    "register a profile for bob",
    "write among the objects of bob",
    "delete an object of bob",
    "delete mail of bob",
    "delete mail in the own mailbox",
)


@pytest.fixture
def shared_bucket(seaweed: Seaweed, bucket: str, tmp_path: Path) -> Iterator[str]:
    send_one(seaweed.store(f"s3://{bucket}/team", ADMIN), tmp_path)
    yield bucket
    with suppress(ClientError):  # where the test put no policy on it
        seaweed.client().delete_bucket_policy(Bucket=bucket)


def keys_in(seaweed: Seaweed, bucket: str) -> set[str]:
    found = seaweed.client().list_objects_v2(Bucket=bucket)
    return {each["Key"] for each in found["Contents"]}


def test_a_bucket_with_the_policy_has_no_problem(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    policy = bucket_policy(
        shared_bucket, "team", "default", identity="username", admins=[ADMIN], aws=False
    )
    seaweed.client().put_bucket_policy(Bucket=shared_bucket, Policy=json.dumps(policy))
    before = keys_in(seaweed, shared_bucket)
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, "alice"))
    assert ran.code == 0, ran.out
    assert lines(ran, "problem") == lines(ran, "warning") == []
    refused = [line for line in lines(ran, "ok") if line.startswith("rights")]
    assert refused == [f"rights: refused: to {right}" for right in RIGHTS]
    assert keys_in(seaweed, shared_bucket) == before


def test_a_bucket_that_everybody_may_use_fails_every_try_and_nothing_stays(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    before = keys_in(seaweed, shared_bucket)
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, ADMIN))
    assert ran.code == 1
    problems = lines(ran, "problem")
    assert problems == [f"rights: The store allows alice to {right}." for right in RIGHTS]
    fix, *others = fixes(ran)
    assert f"jupyter canvas-share policy --store s3://{shared_bucket}/team" in fix
    assert f"--endpoint-url {seaweed.endpoint} s3api put-bucket-policy" in fix
    assert others == ["as above"] * (len(RIGHTS) - 1)
    assert keys_in(seaweed, shared_bucket) == before


def test_without_any_right_the_store_is_the_problem(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, "dave"))
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert problem.startswith("store: ")
    assert "does not allow" in problem
    (fix,) = fixes(ran)
    assert f"s3api put-bucket-policy --bucket {shared_bucket}" in fix
    assert "alice must be the name that it gives the rights to" in fix


@pytest.fixture
def through_proxy(
    settings: list[str], seaweed: Seaweed, shared_bucket: str, proxy: Proxy
) -> list[str]:
    store, _, *options = on_bucket(seaweed, shared_bucket, ADMIN)
    return [*settings, store, f"--CanvasShare.s3_endpoint={proxy.endpoint}", *options]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (refused(403, "RequestTimeTooSkewed"), "timedatectl set-ntp true"),
        (refused(403, "ExpiredToken"), "sign in again"),
        (refused(404, "NoSuchBucket"), "There is no such bucket: create it"),
        (refused(301, "PermanentRedirect"), "CanvasShare.s3_region"),
        (refused(503, "SlowDown"), "SlowDown (HTTP 503). It is busy or has a fault"),
    ],
)
def test_what_a_bucket_answers_comes_with_what_to_do(
    cli: Cli, through_proxy: list[str], proxy: Proxy, fault: Fault, says: str
) -> None:
    proxy.faults.append(fault)
    ran = cli(*through_proxy)
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert problem.startswith("store: ")
    assert says in problem


def test_a_clock_that_is_not_the_buckets_is_said(
    cli: Cli, through_proxy: list[str], proxy: Proxy
) -> None:
    proxy.faults.append(clock_off(timedelta(minutes=-20)))
    ran = cli(*through_proxy)
    told = re.search(r"([\d,]+) s ahead of the store's", "\n".join(lines(ran, "warning")))
    assert told, ran
    # a busy machine answers late
    assert 1_190 <= int(told[1].replace(",", "")) <= 1_210
    assert any("timedatectl set-ntp true" in fix for fix in fixes(ran))


def test_without_credentials_that_is_what_is_said(
    cli: Cli,
    settings: list[str],
    seaweed: Seaweed,
    shared_bucket: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    store, *options, _ = on_bucket(seaweed, shared_bucket, "nobody")
    ran = cli(*settings, store, *options)
    (problem,) = lines(ran, "problem")
    assert "this server has no credentials" in problem
    assert "CanvasShare.s3_profile" in problem


def test_what_a_try_wrote_and_may_not_delete_is_named(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    arn = f"arn:aws:s3:::{shared_bucket}"
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
                "Resource": [arn, f"{arn}/*"],
            },
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:DeleteObject"],
                "Resource": [f"{arn}/team/domains/default/objects/${{aws:username}}/*"],
            },
        ],
    }
    seaweed.client().put_bucket_policy(Bucket=shared_bucket, Policy=json.dumps(policy))
    before = keys_in(seaweed, shared_bucket)
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, "alice"))
    assert ran.code == 1
    left = keys_in(seaweed, shared_bucket) - before
    assert len(left) == 4
    for key in left:
        assert f"could not be deleted: {key.removeprefix('team/')}" in ran.out


def test_a_bucket_with_sagemaker_in_its_name_is_warned_of(
    cli: Cli, settings: list[str], seaweed: Seaweed
) -> None:
    name = f"sagemaker-{secrets.token_hex(4)}"
    seaweed.client().create_bucket(Bucket=name)
    ran = cli(*settings, *on_bucket(seaweed, name, ADMIN))
    assert any("managed policies" in line for line in lines(ran, "warning"))
    seaweed.client().delete_bucket(Bucket=name)
