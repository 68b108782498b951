"""The bucket policy as JSON, for what only AWS evaluates, and the command that prints it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from jupyterlab_canvas_share.exchange.stores.policy import bucket_policy

from .cli_fixtures import Cli, cli, config_dir

__all__ = ["cli", "config_dir"]


def statements(**options: Any) -> dict[str, dict[str, Any]]:
    policy = bucket_policy("models", "team", "d-1", **options)
    assert len(json.dumps(policy)) < 20_480  # S3's limit
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_on_aws_mail_needs_the_header_and_uploads_in_parts_may_begin_without() -> None:
    statement = statements()["NoMailWithoutIfNoneMatch"]
    assert statement == {
        "Sid": "NoMailWithoutIfNoneMatch",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:PutObject"],
        "Resource": ["arn:aws:s3:::models/team/domains/d-1/mailboxes/*"],
        "Condition": {
            "Null": {"s3:if-none-match": "true"},
            "Bool": {"s3:ObjectCreationOperation": "true"},
        },
    }
    assert "NoMailWithoutIfNoneMatch" not in statements(header=False)
    assert "NoMailWithoutIfNoneMatch" not in statements(aws=False)


@pytest.mark.parametrize(
    ("identity", "key"),
    [
        ("source-identity", "aws:SourceIdentity"),
        ("username", "aws:username"),
        ("principal-tag:canvas-profile", "aws:PrincipalTag/canvas-profile"),
    ],
)
def test_who_is_asking_is_one_variable_throughout(identity: str, key: str) -> None:
    found = statements(identity=identity)
    variables = set(re.findall(r"\$\{[^}]*\}", json.dumps(found)))
    assert variables == {f"${{{key}}}"}
    assert found["NobodyWithoutName"]["Condition"] == {"Null": {key: "true"}}


def test_principals_and_administrators_are_named() -> None:
    role, admin = "arn:aws:iam::111122223333:role/people", "arn:aws:iam::111122223333:role/ops"
    found = statements(principals=[role], admins=[admin]).values()
    for statement in found:
        if statement["Effect"] == "Allow":
            assert statement["Principal"] == {"AWS": [role]}
        else:
            assert statement["Principal"] == "*"
            spared = {"aws:PrincipalArn": [admin]}
            demands_header = statement["Sid"] == "NoMailWithoutIfNoneMatch"
            assert (statement["Condition"].get("ArnNotLike") == spared) != demands_header


def test_on_aws_every_action_that_is_not_named_is_denied() -> None:
    found = statements()
    allowed = {
        action
        for statement in found.values()
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    }
    assert found["NothingElse"]["Effect"] == "Deny"
    assert set(found["NothingElse"]["NotAction"]) == allowed - {"s3:ListBucket"}
    assert "Action" not in found["NothingElse"]


def test_the_command_prints_the_policy_and_nothing_else(cli: Cli) -> None:
    arguments = ("--store", "s3://models/team", "--domain", "default", "--identity", "username")
    ran = cli("policy", *arguments, "--for", "other", "--admin", "admin")
    assert ran.code == 0
    assert json.loads(ran.out) == bucket_policy(
        "models", "team", "default", identity="username", admins=["admin"], aws=False
    )
    assert "sagemaker" not in ran.err


def test_the_command_warns_where_managed_policies_open_the_bucket(cli: Cli) -> None:
    ran = cli("policy", "--store", "s3://my-sagemaker-models")
    assert ran.code == 0
    assert "sagemaker" in ran.err
    assert json.loads(ran.out)["Statement"]


def test_the_command_says_that_aws_needs_principals(cli: Cli) -> None:
    without = cli("policy", "--store", "s3://models")
    assert without.code == 0
    assert "--principal" in without.err
    named = cli("policy", "--store", "s3://models", "--principal", "arn:aws:iam::1:root")
    assert named.code == 0
    assert "--principal" not in named.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--store", "file:///srv/models"], "s3://"),
        (["--store", "gs://models"], "s3://"),
        (["--store", "s3://UPPER"], "CanvasShare.store"),
        (["--store", "s3://models", "--identity", "nobody"], "principal-tag:NAME"),
        (["--store", "s3://models", "--identity", "principal-tag:"], "principal-tag:NAME"),
        (["--store", "s3://models", "--domain", "../up"], "CanvasShare.domain"),
    ],
)
def test_the_command_refuses_what_has_no_policy(cli: Cli, arguments: list[str], says: str) -> None:
    ran = cli("policy", *arguments)
    assert ran.code == 1
    assert ran.out == ""
    assert says in ran.err
