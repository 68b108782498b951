"""Connections to a bucket: address, credentials, encryption, and how long anything may take."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from obstore.auth.boto3 import Boto3CredentialProvider
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, S3Store

from ...model.errors import BadRequest
from .clock import ServerClock
from .store import BucketOptions

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config, S3Credential

#: obstore keeps credentials until five minutes before this is over; boto3 gives out none that end
#: in less than ten (botocore.credentials.RefreshableCredentials), so none is used after its end.
_CREDENTIALS_KEPT = timedelta(minutes=9)
_CONNECT = timedelta(seconds=3)
#: For a whole answer of at most an event or a page of a list.
_QUICK = timedelta(seconds=5)
#: For a whole bundle, and for a part of it on a slow line.
_BULK = timedelta(hours=1)
_STALLED = timedelta(seconds=30)
_RETRIES = 2
_AWS = re.compile(r"(?:^|\.)amazonaws\.com(?:\.cn)?$")
_ENDPOINT = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?|https?://\[[0-9A-Fa-f:]+\](?::\d{1,5})?"
)

Store = S3Store | GCSStore | AzureStore


@dataclass(frozen=True)
class Connections:
    """``quick`` is for events and lists, and gives up after seconds; ``bulk`` is for bundles, and
    gives up when nothing moves. ``boto`` is an S3 client for what obstore cannot do. ``endpoint``
    is the address of an S3 server that is not AWS."""

    bucket: str
    quick: Store
    bulk: Store
    clock: ServerClock
    boto: Any = None
    endpoint: str = ""


def connect(scheme: str, bucket: str, options: BucketOptions) -> Connections:
    """Asks nothing of the bucket yet. Raises BadRequest (``bad_store_setting``)."""
    certificates = options.ca_bundle or os.environ.get("AWS_CA_BUNDLE", "")
    try:
        if scheme == "s3":
            return _connect_s3(bucket, options, certificates)
        quick, bulk = _quick(certificates), _bulk(certificates)
        if scheme == "gs":
            clock = ServerClock(f"https://storage.googleapis.com/{bucket}", certificates)
            return Connections(bucket, GCSStore(bucket, **quick), GCSStore(bucket, **bulk), clock)
        azure = AzureStore(bucket, **quick)
        account = azure.config.get("account_name") or os.environ["AZURE_STORAGE_ACCOUNT_NAME"]
        address = azure.config.get("endpoint", f"https://{account}.blob.core.windows.net")
        clock = ServerClock(f"{address}/{bucket}", certificates)
        return Connections(bucket, azure, AzureStore(bucket, **bulk), clock)
    except (BotoCoreError, BaseError, KeyError, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise BadRequest(
            f"The bucket {bucket} cannot be set up: {reason}. Check the settings that begin with "
            "CanvasShare.s3_ and the provider's own environment variables and files.",
            code="bad_store_setting",
        ) from error


def _connect_s3(bucket: str, options: BucketOptions, certificates: str) -> Connections:
    if options.endpoint and not _ENDPOINT.fullmatch(options.endpoint):
        raise ValueError(
            f"CanvasShare.s3_endpoint is {options.endpoint!r}, and not an address as "
            "https://s3.example.org:9000"
        )
    session = boto3.Session(profile_name=options.profile or None)
    # boto3 knows the addresses of every region and partition, and what the AWS files say of them
    boto = session.client(
        "s3",
        region_name=options.region or None,
        endpoint_url=options.endpoint or None,
        verify=certificates or None,
        config=Config(
            connect_timeout=_CONNECT.total_seconds(),
            read_timeout=_QUICK.total_seconds(),
            retries={"total_max_attempts": 1 + _RETRIES},
            s3={"addressing_style": "path" if options.path_style else "virtual"},
        ),
    )
    address = urlsplit(boto.meta.endpoint_url)
    host = address.netloc if options.path_style else f"{bucket}.{address.netloc}"
    endpoint = f"{address.scheme}://{host}"
    config: S3Config = {
        "bucket": bucket,
        "region": boto.meta.region_name,
        # both, or a variable in the environment would come before the setting
        "endpoint": endpoint,
        "aws_endpoint_url_s3": endpoint,
        "virtual_hosted_style_request": not options.path_style,
        # not every S3 server deletes in bulk
        "disable_bulk_delete": True,
    }
    if options.kms_key:
        config["server_side_encryption"] = "aws:kms"
        config["sse_kms_key_id"] = options.kms_key

    def credentials() -> S3Credential:
        return Boto3CredentialProvider(session, ttl=_CREDENTIALS_KEPT)()

    def store(limits: _Limits) -> S3Store:
        return S3Store(config=config, credential_provider=credentials, **limits)

    return Connections(
        bucket=bucket,
        quick=store(_quick(certificates, allow_http=address.scheme == "http")),
        bulk=store(_bulk(certificates, allow_http=address.scheme == "http")),
        clock=ServerClock(f"{endpoint}/{bucket}", certificates),
        boto=boto,
        endpoint="" if _AWS.search(address.netloc) else boto.meta.endpoint_url,
    )


class _Limits(TypedDict):
    client_options: ClientConfig
    retry_config: RetryConfig


def _quick(certificates: str, *, allow_http: bool = False) -> _Limits:
    client = _client(certificates, allow_http=allow_http)
    return {"client_options": {**client, "timeout": _QUICK}, "retry_config": _retries(2 * _QUICK)}


def _bulk(certificates: str, *, allow_http: bool = False) -> _Limits:
    client = _client(certificates, allow_http=allow_http)
    client |= {"timeout": _BULK, "read_timeout": _STALLED}
    return {"client_options": client, "retry_config": _retries(2 * _STALLED)}


def _client(certificates: str, *, allow_http: bool) -> ClientConfig:
    client: ClientConfig = {"connect_timeout": _CONNECT, "allow_http": allow_http}
    if certificates:
        client["root_certificate"] = Path(certificates).read_bytes()
    return client


def _retries(at_most: timedelta) -> RetryConfig:
    return {
        "max_retries": _RETRIES,
        "retry_timeout": at_most,
        "backoff": {
            "init_backoff": timedelta(milliseconds=100),
            "max_backoff": timedelta(seconds=1),
            "base": 2,
        },
    }
