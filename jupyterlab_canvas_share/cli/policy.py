"""``jupyter canvas-share policy``"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from ..model.errors import BadRequest
from .settings import add_command, load_settings

_EXAMPLES = """\
  jupyter canvas-share policy --store s3://team-models/share \\
      --principal arn:aws:iam::111122223333:role/studio-users > policy.json
  aws s3api put-bucket-policy --bucket team-models --policy file://policy.json
"""


def add_to(commands: Any) -> None:
    parser = add_command(
        commands,
        "policy",
        help="print the bucket policy that gives each profile its own rights",
        description="""\
Print, as JSON, the policy of a bucket that holds the exchange of one Domain and nothing else. With
it each person may write in their own name only, read their own mailbox only, and delete their own
objects only; nobody but the administrators may do anything else in the bucket.""",
        examples=_EXAMPLES,
    )
    parser.add_argument(
        "--identity",
        default="source-identity",
        metavar="KIND",
        help="what names the profile of who is asking: source-identity (a SageMaker Domain that "
        "passes it on; the default), username (IAM users), or principal-tag:NAME (single sign-on)",
    )
    parser.add_argument(
        "--principal",
        action="append",
        default=[],
        metavar="ARN",
        help="who gets the rights: a role, a user, an account; may be repeated. AWS refuses a "
        "policy for everybody where public access is blocked, as it is by default",
    )
    parser.add_argument(
        "--admin",
        action="append",
        default=[],
        metavar="ARN",
        help="who keeps the rights they have elsewhere, wildcards allowed; may be repeated. With "
        "--for other it is a name",
    )
    parser.add_argument(
        "--for",
        dest="target",
        choices=("aws", "other"),
        default="aws",
        help="other: only what S3-compatible servers know as well",
    )
    parser.add_argument(
        "--no-header",
        action="store_true",
        help="do not demand If-None-Match, which keeps mail from being overwritten by its author",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from ..exchange.stores.policy import bucket_policy, opened_by_name
    from ..exchange.stores.store import parse_bucket_url
    from ..services.identity import resolve_domain_name

    app = load_settings(options)
    place = parse_bucket_url(app.store)
    if place is None or place.scheme != "s3":
        raise BadRequest(
            f"Only an S3 bucket has a policy, and the store is {app.store or 'a folder'}. Name the "
            "bucket with --store s3://bucket/prefix.",
            code="no_bucket",
        )
    aws = options.target == "aws"
    policy = bucket_policy(
        place.bucket,
        place.prefix,
        resolve_domain_name(app.domain),
        identity=options.identity,
        principals=options.principal,
        admins=options.admin,
        aws=aws,
        header=not options.no_header,
    )
    print(json.dumps(policy, indent=2))
    if opened := opened_by_name(place.bucket):
        _warn(f"{opened} Take a bucket with another name.")
    if aws and not options.principal:
        _warn(
            "The policy is for everybody, which AWS refuses where public access is blocked. Name "
            "the people's role or account with --principal."
        )
    return 0


def _warn(message: str) -> None:
    print(f"Warning: {message}", file=sys.stderr)
