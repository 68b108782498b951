"""A bucket as the store: its address, its settings, its credentials, and what is advised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.exchange.stores.store import BucketOptions, open_store
from jupyterlab_canvas_share.model.errors import (
    BadRequest,
    Unavailable,
)

from .bucket_fixtures import BOX, OBJECT, mail, proxy, url
from .exchange_fixtures import KEYS
from .s3_faults import (
    Proxy,
    refused,
)
from .s3_fixtures import REGION, Seaweed

__all__ = ["proxy", "url"]


@pytest.mark.parametrize(
    "bad",
    [
        "s3://",
        "s3:bucket",
        "s3:///prefix",
        "s3://UPPER",
        "s3://ab",
        "s3://-bucket",
        "s3://bucket/../other",
        "s3://bucket/a/./b",
        "s3://bucket//a",
        "s3://bucket/a//b",
        "s3://bucket/%2e%2e",
        "s3://bucket/a b",
        "s3://bucket/a\n",
        "s3://bucket\n",
        "s3://bucket/ä",
        "s3://bucket?x=1",
        "s3://bucket/a#b",
        "s3://user@bucket/a",
        "s3://user:secret@bucket/a",
        "s3://bucket:443/a",
        "s3a://bucket/a",
        "gs://",
        "https://bucket.s3.amazonaws.com/",
    ],
)
def test_a_url_that_names_no_bucket_is_refused(bad: str) -> None:
    with pytest.raises(BadRequest, match=r"CanvasShare\.store") as error:
        open_store(bad)
    assert error.value.code == "bad_store_url"


def test_one_store_has_one_url(seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch) -> None:
    def of(url: str, **options: Any) -> str:
        return open_store(url, BucketOptions(region="eu-west-1", **options)).url

    assert of("s3://bucket/a/b") == of("s3://bucket/a/b/") == "s3://bucket/a/b"
    assert of("s3://bucket/") == of("s3://bucket") == "s3://bucket"
    # the same name on another server is another bucket
    elsewhere = of("s3://bucket", endpoint="https://s3.example.org:9000")
    assert elsewhere == "s3://bucket?endpoint=https://s3.example.org:9000"
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://s3.example.org:9000")
    assert of("s3://bucket") == elsewhere
    assert of("gs://bucket/a") == "gs://bucket/a"
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    assert of("az://container/a") == "az://container/a"


@pytest.mark.parametrize(
    ("scheme", "options", "says"),
    [
        ("s3", {"profile": "nobody"}, "nobody"),
        ("s3", {"endpoint": "s3.example.org"}, "CanvasShare.s3_endpoint"),
        ("s3", {"endpoint": "file:///etc/passwd"}, "CanvasShare.s3_endpoint"),
        ("s3", {"endpoint": "https://s3.example.org/path"}, "CanvasShare.s3_endpoint"),
        ("s3", {"ca_bundle": "/no/such/file.pem"}, "/no/such/file.pem"),
        ("s3", {"region": "no such region"}, "no such region"),
        ("az", {}, "Account"),
    ],
)
def test_a_wrong_setting_is_named(
    seaweed: Seaweed, scheme: str, options: dict[str, str], says: str
) -> None:
    with pytest.raises(BadRequest, match=r"CanvasShare\.s3_") as error:
        open_store(f"{scheme}://bucket", BucketOptions(**options))
    assert error.value.code == "bad_store_setting"
    assert says in error.value.message


def test_without_the_extra_a_folder_works_and_a_bucket_says_what_to_install(tmp_path: Path) -> None:
    program = """
import sys
sys.modules["obstore"] = sys.modules["boto3"] = sys.modules["botocore"] = None
from jupyterlab_canvas_share.exchange.stores.store import open_store
from jupyterlab_canvas_share.model.errors import Unavailable
print(open_store(sys.argv[1]).url)
try:
    open_store("s3://bucket")
except Unavailable as error:
    print(error.code, error.message)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path.as_uri()],
        check=True,
        capture_output=True,
        text=True,
    )
    folder, refusal = done.stdout.splitlines()
    assert folder == tmp_path.as_uri()
    assert refusal.startswith("store_package_missing")
    assert "pip install 'jupyterlab-canvas-share[s3]'" in refusal


@pytest.fixture
def jp_server_config(
    jp_server_config: dict[str, Any], seaweed: Seaweed, url: str
) -> dict[str, Any]:
    settings = {"s3_endpoint": seaweed.endpoint, "s3_region": REGION, "s3_profile": "admin"}
    jp_server_config["CanvasShare"].update(settings, store=url)
    return jp_server_config


async def test_a_server_is_configured_with_a_bucket(
    jp_fetch: Any, seaweed: Seaweed, url: str
) -> None:
    me = json.loads((await jp_fetch("canvas-share", "api", "me")).body)
    assert me["store"] == f"{url}?endpoint={seaweed.endpoint}"
    found = await seaweed.store(url).list(KEYS.profiles)
    assert [info.key.split("/")[3] for info in found] == ["alice"]


async def test_credentials_of_the_profile_come_before_the_environments(
    seaweed: Seaweed, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    await seaweed.store(url).put(mail(1), b"x")
    with pytest.raises(Unavailable, match="credentials") as error:
        await seaweed.store(url, profile="").list(BOX)
    assert error.value.code == "store_forbidden"
    access, secret = seaweed.credentials("admin")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", access)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    assert len(await seaweed.store(url, profile="").list(BOX)) == 1


async def test_no_credentials_at_all_is_said(
    seaweed: Seaweed, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    with pytest.raises(Unavailable, match="credentials") as error:
        await seaweed.store(url, profile="").get(mail(1), 10)
    assert error.value.code == "store_forbidden"


async def test_who_may_not_is_told_what_to_check(
    seaweed: Seaweed, url: str, tmp_path: Path
) -> None:
    store = seaweed.store(url, "alice")
    file = tmp_path / "file"
    file.write_bytes(b"x")
    for call in (
        store.put(mail(1), b"x"),
        store.put_file(OBJECT, file),
        store.get(mail(1), 10),
        store.get_file(OBJECT, tmp_path / "target", 10),
        store.list(BOX),
        store.delete(mail(1)),
    ):
        with pytest.raises(Unavailable, match=r"AccessDenied.*policy") as error:
            await call
        assert error.value.code == "store_forbidden"
    assert not (tmp_path / "target").exists()


async def test_a_missing_bucket_is_no_missing_object(seaweed: Seaweed, tmp_path: Path) -> None:
    store = seaweed.store("s3://no-such-bucket")
    for call in (
        store.put(mail(1), b"x"),
        store.get(mail(1), 10),
        store.get_file(OBJECT, tmp_path / "target", 10),
        store.list(BOX),
        store.delete(mail(1)),
    ):
        with pytest.raises(Unavailable, match=r"no such bucket: create it, or .*\.store") as error:
            await call
        assert error.value.code == "store_unavailable"


@pytest.mark.parametrize(
    ("answer", "says", "error_code"),
    [
        ((400, "AuthorizationHeaderMalformed"), "CanvasShare.s3_region", "store_unavailable"),
        ((301, "PermanentRedirect"), "CanvasShare.s3_region", "store_unavailable"),
        ((403, "RequestTimeTooSkewed"), "clock", "store_forbidden"),
        ((400, "ExpiredToken"), "sign in again", "store_forbidden"),
        ((403, "SignatureDoesNotMatch"), "credentials", "store_forbidden"),
        ((503, "SlowDown"), "SlowDown (HTTP 503)", "store_unavailable"),
    ],
)
async def test_what_the_service_answers_becomes_advice(  # noqa: PLR0917
    proxy: Proxy, seaweed: Seaweed, url: str, answer: tuple[int, str], says: str, error_code: str
) -> None:
    proxy.faults[:] = [refused(*answer)]
    with pytest.raises(Unavailable) as error:
        await seaweed.store(url, endpoint=proxy.endpoint).list(BOX)
    assert error.value.code == error_code
    assert says in error.value.message
    assert "<" not in error.value.message
    assert "\n" not in error.value.message
