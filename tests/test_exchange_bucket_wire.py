"""A bucket as the store: what goes over the wire."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from ssl import Purpose, SSLContext, create_default_context

import pytest

from jupyterlab_canvas_share.model.errors import Unavailable

from .bucket_fixtures import BOX, OBJECT, mail, proxy, url
from .exchange_fixtures import circle
from .s3_faults import (
    Proxy,
    accepted,
    always,
    guarded_writes,
    refused,
    serve_faults,
    writes,
)
from .s3_fixtures import Seaweed

__all__ = ["circle", "proxy", "url"]


def header(proxy: Proxy, name: str, method: str = "PUT") -> list[str | None]:
    return [headers.get(name) for verb, _, headers in proxy.calls if verb == method]


async def test_writes_are_guarded_where_the_server_knows_how(
    proxy: Proxy, seaweed: Seaweed, url: str
) -> None:
    store = seaweed.store(url, endpoint=proxy.endpoint)
    await store.put(mail(1), b"x")
    await store.put(mail(1), b"x")
    assert header(proxy, "If-None-Match") == ["*", "*"]
    proxy.calls.clear()
    proxy.faults[:] = [refused(501, "NotImplemented", guarded_writes)]
    store = seaweed.store(url, endpoint=proxy.endpoint)
    await store.put(mail(2), b"x")
    assert header(proxy, "If-None-Match")[-1] is None
    proxy.calls.clear()
    await store.put(mail(3), b"x")
    assert header(proxy, "If-None-Match") == [None], "it is remembered"
    assert await store.get_many([mail(2), mail(3)], 1) == [b"x", b"x"]


async def test_two_who_write_the_same_key_at_once_both_succeed(seaweed: Seaweed, url: str) -> None:
    one, other = seaweed.store(url), seaweed.store(url)
    for number in range(10):
        await asyncio.gather(*(store.put(mail(number), b"same") for store in (one, other)))
    assert len(await one.list(BOX)) == 10


async def test_a_write_that_always_clashes_is_given_up(
    proxy: Proxy, seaweed: Seaweed, url: str
) -> None:
    proxy.faults[:] = [refused(409, "ConditionalRequestConflict", writes)]
    with pytest.raises(Unavailable, match="Try again"):
        await seaweed.store(url, endpoint=proxy.endpoint).put(mail(1), b"x")
    assert await seaweed.store(url).list(BOX) == []


async def test_new_objects_are_encrypted_with_the_key_that_was_set(
    proxy: Proxy, seaweed: Seaweed, url: str, tmp_path: Path
) -> None:
    proxy.faults[:] = [accepted(lambda call: call.method == "PUT")]
    key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
    store = seaweed.store(url, endpoint=proxy.endpoint, kms_key=key)
    await store.put(mail(1), b"x")
    file = tmp_path / "file"
    file.write_bytes(b"x")
    await store.put_file(OBJECT, file)
    assert header(proxy, "x-amz-server-side-encryption") == ["aws:kms", "aws:kms"]
    assert header(proxy, "x-amz-server-side-encryption-aws-kms-key-id") == [key, key]


@pytest.mark.parametrize("path_style", [True, False])
async def test_the_bucket_is_named_in_the_path_or_in_the_host(
    proxy: Proxy, seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch, path_style: bool
) -> None:
    """Seen by a proxy that the environment names, as it does in many companies."""
    monkeypatch.setenv("http_proxy", proxy.endpoint)
    proxy.faults[:] = [refused(403, "AccessDenied", always)]
    store = seaweed.store(
        "s3://bucket", endpoint="http://s3.example.org:9000", path_style=path_style
    )
    with pytest.raises(Unavailable):
        await store.get(mail(1), 10)
    await store.now()
    address = "s3.example.org:9000/bucket" if path_style else "bucket.s3.example.org:9000"
    (_, get, _), (_, clock, _) = proxy.calls
    assert get == f"http://{address}/{mail(1)}"
    assert clock.startswith(f"http://{address}")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, SSLContext]:
    """A private authority, and a server's end of what it vouches for."""
    authority = ("-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=private authority")
    server = (
        *("-x509", "-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "key.pem", "-out", "server.pem"),
        *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
    )
    for made in (authority, server):
        subprocess.run(
            ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-days", "2", *made],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
    context = create_default_context(Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "server.pem", tmp_path / "key.pem")
    return tmp_path / "ca.pem", context


async def test_a_private_authority_is_trusted_when_it_is_named(
    certificate: tuple[Path, SSLContext],
    seaweed: Seaweed,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, context = certificate
    with serve_faults(seaweed.endpoint, certificate=context) as proxy:
        with pytest.raises(Unavailable, match=r"not trusted.*CanvasShare\.s3_ca_bundle"):
            await seaweed.store(url, endpoint=proxy.endpoint).put(mail(1), b"x")
        store = seaweed.store(url, endpoint=proxy.endpoint, ca_bundle=str(file))
        await store.put(mail(1), b"x")
        proxy.calls.clear()
        await store.now()
        assert [method for method, _, _ in proxy.calls] == ["HEAD"]
        monkeypatch.setenv("AWS_CA_BUNDLE", str(file))
        assert len(await seaweed.store(url, endpoint=proxy.endpoint).list(BOX)) == 1
