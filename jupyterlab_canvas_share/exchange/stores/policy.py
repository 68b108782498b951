"""The bucket policy that gives each profile its own rights on one bucket.

AWS evaluates it as: denied if any Deny fits, else allowed if any Allow fits, in this policy or in
the identity's own. So each right appears twice: as an Allow, and as a Deny of the same action on
all *other* resources, which keeps a broad identity policy of the account from opening the rest.

Why ``*.${profile}.json`` lets nobody write as another person: a profile's name holds no dot, and in
front of the name there is one. ``li`` may write ``….li.json`` and never ``….ali.json``. A ``*``
also fits slashes and more dots, but such a key is outside the grammar of ``keys.py``, and no reader
takes it in.

Formats: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...model.errors import BadRequest
from ..keys import Keys

#: Which key of the request says who is asking, by the name it has on the command line.
IDENTITY_KEYS = {"source-identity": "aws:SourceIdentity", "username": "aws:username"}
_TAG = re.compile(r"principal-tag:([A-Za-z0-9_.:/=+@-]{1,128})")

_MULTIPART = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")
#: All other actions on objects, for servers that do not know ``NotAction``.
_OTHER_ACTIONS = ("s3:*Object?*", "s3:Re*Object", "s3:Replicate*", "s3:Bypass*")
_LISTS = ("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads")

Statement = dict[str, Any]


def identity_key(identity: str) -> str:
    """The policy's condition key for ``source-identity``, ``username`` or ``principal-tag:NAME``.

    Raises BadRequest (``bad_identity``).
    """
    if tag := _TAG.fullmatch(identity):
        return f"aws:PrincipalTag/{tag[1]}"
    if identity not in IDENTITY_KEYS:
        raise BadRequest(
            f"{identity!r} says nobody's name. Take source-identity, username or "
            "principal-tag:NAME.",
            code="bad_identity",
        )
    return IDENTITY_KEYS[identity]


def opened_by_name(bucket: str) -> str:
    """What AWS opens in a bucket because of its name; empty where that is nothing."""
    if "sagemaker" not in bucket:
        return ""
    return (
        f"The name {bucket} contains 'sagemaker': AWS's managed policies give whole roles access "
        "to such buckets."
    )


def bucket_policy(
    bucket: str,
    prefix: str,
    domain: str,
    *,
    identity: str = "source-identity",
    principals: Sequence[str] = (),
    admins: Sequence[str] = (),
    aws: bool = True,
    header: bool = True,
) -> dict[str, Any]:
    """The policy of one bucket that holds the exchange of one Domain below ``prefix``.

    ``principals`` are the ARNs that get the rights, none: everybody who has the identity;
    ``admins`` those whom the Deny statements leave alone: ARNs, or names where it is not for AWS,
    wildcards included. ``aws`` uses what only AWS knows; ``header`` on top of that demands
    ``If-None-Match`` for mail. Raises BadRequest (``bad_identity``).
    """
    key = identity_key(identity)
    me = f"${{{key}}}"
    arn = f"arn:aws:s3:::{bucket}"
    root = "/".join(part for part in (prefix, Keys(domain).root) if part)
    below = f"{arn}/{root}"

    own_objects = f"{below}objects/{me}/*"
    rights: list[tuple[str, tuple[str, ...], list[str]]] = [
        (
            "Write",
            ("s3:PutObject",),
            [
                f"{below}mailboxes/*/*.{me}.json",
                f"{below}mailboxes/{me}/*.{me}.done",
                f"{below}profiles/{me}/*",
                own_objects,
            ],
        ),
        (
            "Read",
            ("s3:GetObject",),
            [f"{below}mailboxes/{me}/*", f"{below}profiles/*", f"{below}objects/*"],
        ),
        ("Delete", ("s3:DeleteObject",), [own_objects]),
        ("Upload", _MULTIPART, [own_objects]),
    ]
    lists = [f"{root}mailboxes/{me}/", f"{root}profiles/", f"{root}objects/{me}/"]
    to: Any = {"AWS": list(principals)} if principals else "*"
    spared: Statement = {}
    if admins:
        spared = (
            {"ArnNotLike": {"aws:PrincipalArn": list(admins)}}
            if aws
            else {"StringNotLike": {key: list(admins)}}
        )

    statements = [
        _statement(f"Allow{name}", "Allow", to, actions, Resource=resources)
        for name, actions, resources in rights
    ]
    statements.append(
        _statement(
            "AllowList",
            "Allow",
            to,
            ["s3:ListBucket"],
            Resource=[arn],
            Condition={"StringEquals": {"s3:prefix": lists}},
        )
    )
    everything = [f"{arn}/*"]
    statements += [
        _deny(f"No{name}Elsewhere", spared, actions, NotResource=resources)
        for name, actions, resources in rights
    ]
    known = [action for _, actions, _ in rights for action in actions]
    other = {"NotAction": known} if aws else {"Action": list(_OTHER_ACTIONS)}
    statements += [
        _deny("NothingElse", spared, **other, Resource=everything),
        _deny(
            "NoOtherList",
            spared | {"StringNotEquals": {"s3:prefix": lists}},
            ["s3:ListBucket"],
            Resource=[arn],
        ),
        _deny("NoListOfVersionsOrUploads", spared, _LISTS[1:], Resource=[arn]),
        # where the variable has no value, a statement that holds it may fit nothing
        _deny(
            "NobodyWithoutName",
            spared | {"Null": {key: "true"}},
            [*known, *_LISTS],
            Resource=[arn, *everything],
        ),
    ]
    if aws and header:
        statements.append(
            _deny(
                "NoMailWithoutIfNoneMatch",
                # the calls that begin an upload in parts cannot carry the header; its end can
                {
                    "Null": {"s3:if-none-match": "true"},
                    "Bool": {"s3:ObjectCreationOperation": "true"},
                },
                ["s3:PutObject"],
                Resource=[f"{below}mailboxes/*"],
            )
        )
    return {"Version": "2012-10-17", "Statement": statements}


def _deny(sid: str, condition: Statement, actions: Sequence[str] = (), **fields: Any) -> Statement:
    if condition:
        fields["Condition"] = condition
    return _statement(sid, "Deny", "*", actions, **fields)


def _statement(
    sid: str, effect: str, principal: Any, actions: Sequence[str], **fields: Any
) -> Statement:
    named = {"Action": list(actions)} if actions else {}
    return {"Sid": sid, "Effect": effect, "Principal": principal, **named, **fields}
