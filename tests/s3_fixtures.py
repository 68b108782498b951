"""A real S3 server on loopback: SeaweedFS, with several identities.

Started once a session. ``admin`` may do everything; the others may do what a bucket policy gives
them, and nothing without one.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from jupyterlab_canvas_share.exchange.stores.store import BucketOptions, ObjectStore, open_store

REGION = "us-east-1"
ADMIN = "admin"
#: Two of the names begin with another one's.
PEOPLE = ("alice", "ali", "bob", "dave", "carol", "mallory")
#: SeaweedFS listens for gRPC at each port plus this.
_GRPC = 10_000


class Credentials(NamedTuple):
    access_key: str
    secret_key: str


@dataclass(frozen=True)
class Seaweed:
    """A running server, with its files in ``folder``."""

    endpoint: str
    folder: Path
    #: A bucket for tests that are content with a prefix of their own.
    shared = "shared"

    def credentials(self, name: str) -> Credentials:
        return Credentials(f"{name}-key", f"{name}-secret")

    def client(self, name: str = ADMIN) -> Any:
        """A boto3 client, for what the product itself never does."""
        import boto3
        from botocore.config import Config

        access, secret = self.credentials(name)
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=access,
            aws_secret_access_key=secret,
            region_name=REGION,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 3}),
        )

    def bucket(self) -> str:
        """A fresh bucket, empty and without a policy; its name."""
        name = f"bucket-{secrets.token_hex(6)}"
        self.client().create_bucket(Bucket=name)
        return name

    def options(self, name: str = ADMIN, **changes: Any) -> BucketOptions:
        """What a server of that person is configured with."""
        settings = {"endpoint": self.endpoint, "region": REGION, "profile": name}
        return BucketOptions(**(settings | changes))

    def store(self, url: str, name: str = ADMIN, **changes: Any) -> ObjectStore:
        """The store behind ``url``, as that person's server opens it."""
        return open_store(url, self.options(name, **changes))


@contextmanager
def serve_seaweed(folder: Path, *arguments: str) -> Iterator[str]:
    """A SeaweedFS with its data in ``folder``; its endpoint. Killed hard: a polite end takes it
    ten seconds."""
    identities = [_identity(ADMIN, ["Admin", "Read", "List", "Tagging", "Write"])]
    identities += [_identity(name, []) for name in PEOPLE]
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": identities}))
    data = folder / "data"
    data.mkdir()
    master, volume, filer, s3 = _free_ports(4)
    command = [
        *(str(Path(sys.executable).parent / "weed"), "server", "-ip=127.0.0.1"),
        *("-ip.bind=127.0.0.1", f"-dir={data}", "-volume.max=1000", "-volume.preStopSeconds=0"),
        *(f"-master.port={master}", f"-volume.port={volume}", "-master.telemetry=false"),
        *("-filer", f"-filer.port={filer}", f"-filer.localSocket={folder / 'filer.sock'}"),
        *("-s3", f"-s3.port={s3}", f"-s3.config={config}", f"-s3.localSocket={folder / 's3.sock'}"),
        *("-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false"),
        *("-master.volumeSizeLimitMB=64", *arguments),
    ]
    log = folder / "weed.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            # one volume for each bucket, instead of seven
            command,
            cwd=folder,
            stdout=output,
            stderr=output,
            env={**os.environ, "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"},
        )
    try:
        _until_it_stores(server, Seaweed(f"http://127.0.0.1:{s3}", folder), log)
        yield f"http://127.0.0.1:{s3}"
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """A server for all tests, and AWS files in which everybody has a profile; what this machine's
    owner has configured is out of reach."""
    folder = tmp_path_factory.mktemp("seaweed")
    with serve_seaweed(folder) as endpoint, pytest.MonkeyPatch.context() as patch:
        server = Seaweed(endpoint, folder)
        server.client().create_bucket(Bucket=server.shared)
        use_profiles(patch, folder, server)
        yield server


def use_profiles(patch: pytest.MonkeyPatch, folder: Path, server: Seaweed) -> None:
    lines = []
    for name in (ADMIN, *PEOPLE):
        access, secret = server.credentials(name)
        lines += [f"[{name}]", f"aws_access_key_id = {access}", f"aws_secret_access_key = {secret}"]
    (folder / "credentials").write_text("\n".join(lines) + "\n")
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    patch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def _identity(name: str, actions: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "credentials": [{"accessKey": f"{name}-key", "secretKey": f"{name}-secret"}],
        "actions": actions,
    }


def _free_ports(count: int) -> list[int]:
    """Ports that are free now, as are the ones for gRPC above them."""
    found: list[int] = []
    while len(found) < count:
        port = 20_000 + secrets.randbelow(12_000)
        if port not in found and _is_free(port) and _is_free(port + _GRPC):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _until_it_stores(process: subprocess.Popen[bytes], server: Seaweed, log: Path) -> None:
    """Wait until an object can be written: the S3 port answers before the volumes do."""
    from botocore.exceptions import BotoCoreError, ClientError

    deadline = time.monotonic() + 60
    while True:
        try:
            server.client().put_object(Bucket=server.bucket(), Key="ready", Body=b"x")
        except (BotoCoreError, ClientError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"SeaweedFS does not start:\n{log.read_text()[-3000:]}"
                ) from None
            time.sleep(0.2)
        else:
            return
