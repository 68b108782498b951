"""The bucket policy on a real S3 server: what each person may do and, above all, may not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from jupyterlab_canvas_share.exchange.stores.policy import bucket_policy

from .s3_fixtures import Seaweed

ROOT = "team/domains/default/"
#: Names as the exchange gives them: a ulid and the digest of the content.
ULID = "01K9ZZZZZZZZZZZZZZZZZZZZZZ"
MAIL = f"{ULID}.{'0' * 64}"
PROFILE = f"{ULID}.{'0' * 64}.json"
OBJECT = "0" * 32

#: What was there before, as the administrator wrote it.
THERE = (
    f"mailboxes/alice/{MAIL}.bob.json",
    f"mailboxes/ali/{MAIL}.bob.json",
    f"mailboxes/bob/{MAIL}.alice.json",
    f"profiles/alice/{PROFILE}",
    f"profiles/ali/{PROFILE}",
    f"objects/alice/{ULID}.alice/{OBJECT}",
    f"objects/ali/{ULID}.ali/{OBJECT}",
    f"objects/bob/{ULID}.bob/{OBJECT}",
)

ALLOWED = (
    ("ali", "put", f"mailboxes/bob/{MAIL}.ali.json"),
    ("ali", "put", f"mailboxes/alice/{MAIL}.ali.json"),
    ("ali", "put", f"mailboxes/ali/{MAIL}.ali.json"),
    ("ali", "put", f"mailboxes/ali/{MAIL}.ali.done"),
    ("ali", "put", f"profiles/ali/{PROFILE}"),
    ("ali", "put", f"objects/ali/{ULID}.ali/{OBJECT}"),
    ("ali", "put", f"objects/ali/{ULID}.alice/{OBJECT}"),
    ("ali", "upload", f"objects/ali/{ULID}.ali/{'1' * 32}"),
    ("ali", "get", f"mailboxes/ali/{MAIL}.bob.json"),
    ("ali", "get", f"profiles/alice/{PROFILE}"),
    ("ali", "get", f"objects/alice/{ULID}.alice/{OBJECT}"),
    ("ali", "list", "mailboxes/ali/"),
    ("ali", "list", "profiles/"),
    ("ali", "list", "objects/ali/"),
    ("ali", "delete", f"objects/ali/{ULID}.ali/{OBJECT}"),
    ("alice", "put", f"mailboxes/ali/{MAIL}.alice.json"),
    ("alice", "put", f"mailboxes/alice/{MAIL}.alice.done"),
    ("alice", "get", f"mailboxes/alice/{MAIL}.bob.json"),
    ("alice", "list", "mailboxes/alice/"),
    ("alice", "delete", f"objects/alice/{ULID}.alice/{OBJECT}"),
    ("bob", "list", "mailboxes/bob/"),
    ("bob", "put", f"mailboxes/alice/{MAIL}.bob.json"),
)

FORBIDDEN = (
    # in another's name, of which one's own is the beginning or the end
    ("ali", "put", f"mailboxes/bob/{MAIL}.alice.json"),
    ("ali", "put", f"mailboxes/ali/{MAIL}.alice.json"),
    ("ali", "put", f"mailboxes/ali/{MAIL}.bob.json"),
    ("alice", "put", f"mailboxes/bob/{MAIL}.ali.json"),
    ("alice", "put", f"mailboxes/ali/{MAIL}.ali.json"),
    ("ali", "put", f"mailboxes/bob/{MAIL}.xali.json"),
    ("ali", "put", f"mailboxes/bob/{MAIL}.x-ali.json"),
    ("ali", "put", f"mailboxes/bob/{MAIL}.ali.jsonx"),
    ("ali", "put", f"mailboxes/bob/{MAIL}.ali"),
    ("ali", "put", "mailboxes/bob/ali.json"),
    # marks of delivery
    ("ali", "put", f"mailboxes/alice/{MAIL}.ali.done"),
    ("ali", "put", f"mailboxes/alice/{MAIL}.alice.done"),
    ("ali", "put", f"mailboxes/ali/{MAIL}.alice.done"),
    # profiles and objects of others
    ("ali", "put", f"profiles/alice/{PROFILE}"),
    ("alice", "put", f"profiles/ali/{PROFILE}"),
    ("ali", "put", f"objects/alice/{ULID}.alice/{OBJECT}"),
    ("alice", "put", f"objects/ali/{ULID}.ali/{OBJECT}"),
    ("ali", "upload", f"objects/alice/{ULID}.alice/{'1' * 32}"),
    ("ali", "delete", f"objects/alice/{ULID}.alice/{OBJECT}"),
    ("alice", "delete", f"objects/ali/{ULID}.ali/{OBJECT}"),
    ("ali", "delete", f"objects/alice/{ULID}.alice/{'2' * 32}"),
    # mail is for its reader, and nobody takes it back
    ("ali", "get", f"mailboxes/alice/{MAIL}.bob.json"),
    ("alice", "get", f"mailboxes/ali/{MAIL}.bob.json"),
    ("alice", "get", f"mailboxes/bob/{MAIL}.alice.json"),
    ("alice", "delete", f"mailboxes/bob/{MAIL}.alice.json"),
    ("ali", "delete", f"mailboxes/ali/{MAIL}.bob.json"),
    ("ali", "delete", f"profiles/ali/{PROFILE}"),
    # lists: only with one's own prefix, to the last character
    ("ali", "list", "mailboxes/alice/"),
    ("alice", "list", "mailboxes/ali/"),
    ("ali", "list", "mailboxes/ali"),
    ("ali", "list", "mailboxes/"),
    ("ali", "list", "objects/alice/"),
    ("ali", "list", "objects/"),
    ("ali", "list", ""),
    ("ali", "list-all", ""),
    ("ali", "list-versions", "mailboxes/ali/"),
    ("ali", "list-uploads", "objects/alice/"),
    # other ways to the same
    ("ali", "tag", f"mailboxes/ali/{MAIL}.bob.json"),
    ("ali", "tag", f"objects/alice/{ULID}.alice/{OBJECT}"),
    ("ali", "put", "../../elsewhere"),
    ("ali", "put", "mailboxes/bob/README"),
    # not in the policy's sight: other Domains, the rest of the bucket
    ("ali", "put", f"../other/mailboxes/bob/{MAIL}.ali.json"),
    ("ali", "get", f"../other/profiles/bob/{PROFILE}"),
    ("ali", "get", "../../../elsewhere"),
)


@dataclass
class Bucket:
    server: Seaweed
    name: str

    def apply(self, policy: dict[str, Any]) -> None:
        self.server.client().put_bucket_policy(Bucket=self.name, Policy=json.dumps(policy))

    def attempt(self, who: str, call: str, key: str) -> bool:
        """Whether it was allowed. Anything but success and refusal is an error of the test."""
        try:
            CALLS[call](self.server.client(who), self.name, key)
        except ClientError as error:
            if error.response["Error"]["Code"] != "AccessDenied":
                raise
            return False
        return True


def absolute(key: str) -> str:
    """A key below the exchange's root, ``../`` for what lies beside it."""
    root = ROOT
    while key.startswith("../"):
        key = key.removeprefix("../")
        root = re.sub(r"[^/]+/$", "", root)
    return root + key


def upload(client: Any, bucket: str, key: str) -> None:
    """In parts, as obstore sends what is large; one that is given up, and one that ends."""
    place = {"Bucket": bucket, "Key": absolute(key)}
    given_up = client.create_multipart_upload(**place)["UploadId"]
    client.abort_multipart_upload(**place, UploadId=given_up)
    id = client.create_multipart_upload(**place)["UploadId"]
    part = client.upload_part(**place, UploadId=id, PartNumber=1, Body=b"a part")
    assert client.list_parts(**place, UploadId=id)["Parts"]
    client.complete_multipart_upload(
        **place,
        UploadId=id,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
    )


CALLS: dict[str, Callable[[Any, str, str], object]] = {
    "put": lambda c, bucket, key: c.put_object(Bucket=bucket, Key=absolute(key), Body=b"x"),
    "get": lambda c, bucket, key: c.get_object(Bucket=bucket, Key=absolute(key)),
    "delete": lambda c, bucket, key: c.delete_object(Bucket=bucket, Key=absolute(key)),
    "list": lambda c, bucket, key: c.list_objects_v2(Bucket=bucket, Prefix=absolute(key)),
    "list-all": lambda c, bucket, _: c.list_objects_v2(Bucket=bucket),
    "list-versions": lambda c, bucket, key: c.list_object_versions(
        Bucket=bucket, Prefix=absolute(key)
    ),
    "list-uploads": lambda c, bucket, key: c.list_multipart_uploads(
        Bucket=bucket, Prefix=absolute(key)
    ),
    "tag": lambda c, bucket, key: c.put_object_tagging(
        Bucket=bucket, Key=absolute(key), Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}
    ),
    "upload": upload,
}


@pytest.fixture(scope="module")
def bucket(seaweed: Seaweed) -> Bucket:
    return Bucket(seaweed, seaweed.bucket())


@pytest.fixture(scope="module", params=["alone", "beside a policy that allows everything"])
def guarded(bucket: Bucket, request: pytest.FixtureRequest) -> Iterator[Bucket]:
    """The bucket with the policy for servers other than AWS; the second time the Deny statements
    hold against what a broad identity policy of the account would allow."""
    admin = bucket.server.client()
    policy = bucket_policy(
        bucket.name, "team", "default", identity="username", admins=["admin"], aws=False
    )
    if request.param != "alone":
        arn = f"arn:aws:s3:::{bucket.name}"
        policy["Statement"].append(
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [arn, f"{arn}/*"],
            }
        )
    bucket.apply(policy)
    for key in (*THERE, f"../other/profiles/bob/{PROFILE}", "../../../elsewhere"):
        admin.put_object(Bucket=bucket.name, Key=absolute(key), Body=b"there")
    yield bucket
    admin.delete_bucket_policy(Bucket=bucket.name)


@pytest.mark.parametrize(("who", "call", "key"), FORBIDDEN)
def test_what_is_forbidden_fails(guarded: Bucket, who: str, call: str, key: str) -> None:
    assert not guarded.attempt(who, call, key)


@pytest.mark.parametrize(("who", "call", "key"), ALLOWED)
def test_what_is_allowed_passes(guarded: Bucket, who: str, call: str, key: str) -> None:
    assert guarded.attempt(who, call, key)


@pytest.mark.parametrize("call", ["get", "put", "delete"])
def test_the_administrator_is_left_alone(guarded: Bucket, call: str) -> None:
    assert guarded.attempt("admin", call, f"mailboxes/bob/{MAIL}.alice.json")
    assert guarded.attempt("admin", "list-all", "")


def test_the_forbidden_calls_pass_without_the_policy(bucket: Bucket) -> None:
    """That they fail above is the policy's doing and not that of a mistake in the call."""
    admin = bucket.server.client()
    for key in (*THERE, f"../other/profiles/bob/{PROFILE}", "../../../elsewhere"):
        admin.put_object(Bucket=bucket.name, Key=absolute(key), Body=b"there")
    arn = f"arn:aws:s3:::{bucket.name}"
    everything = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
    }
    bucket.apply({"Version": "2012-10-17", "Statement": [everything]})
    # what is deleted on the way cannot be tagged or read afterwards
    last = sorted(FORBIDDEN, key=lambda row: row[1] == "delete")
    assert [row for row in last if not bucket.attempt(*row)] == []
