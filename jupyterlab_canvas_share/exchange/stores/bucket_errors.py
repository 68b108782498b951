"""What a bucket's refusals mean, and what to do about each."""

from __future__ import annotations

import re

from ...model.errors import Unavailable

_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"(?:<Code>|\(code: |error occurred \()(\w+)")
#: What a redirect to another region looks like, which obstore does not follow.
_REDIRECT = "redirect without LOCATION"
_KIND = re.compile(r"HttpError \{\s+kind: (\w+)")
_KINDS = {"Connect": "it cannot be connected to", "Timeout": "it does not answer in time"}
_UNTRUSTED = "InvalidCertificate"
#: What obstore's provider says when boto3 finds no credentials anywhere.
_NO_CREDENTIALS = "Received None from session.get_credentials"
_DETAIL_LIMIT = 300

_REGION = "Set CanvasShare.s3_region to the bucket's region."
_CREDENTIALS = (
    "Check the credentials of this server (CanvasShare.s3_profile, the AWS_… environment, an "
    "attached role, or sign in again)."
)
_ADVICE = {
    "NoSuchBucket": "There is no such bucket: create it, or correct CanvasShare.store.",
    "ContainerNotFound": "There is no such container: create it, or correct CanvasShare.store.",
    "PermanentRedirect": _REGION,
    "AuthorizationHeaderMalformed": _REGION,
    "IllegalLocationConstraintException": _REGION,
    "InvalidAccessKeyId": _CREDENTIALS,
    "SignatureDoesNotMatch": _CREDENTIALS,
    "ExpiredToken": _CREDENTIALS,
    "InvalidToken": _CREDENTIALS,
    "RequestTimeTooSkewed": "This machine's clock is wrong: timedatectl set-ntp true",
}
#: Refusals that are about who asks, whatever status they come with.
_WHO = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}


def status_of(error: BaseException) -> int | None:
    """The HTTP status in an error of obstore, if it has one."""
    match = _STATUS.search(str(error))
    return int(match[1]) if match else None


def code_of(error: BaseException) -> str:
    """The provider's own code in an error of obstore or boto3, as ``NoSuchKey``; else empty."""
    text = str(error)
    if match := _CODE.search(text):
        return match[1]
    return "PermanentRedirect" if _REDIRECT in text else ""


def explain(error: BaseException, store: str, doing: str) -> Unavailable:
    """The error to raise: ``store_forbidden`` when the store knows who asks and refuses, or does
    not believe it; else ``store_unavailable``."""
    from obstore.exceptions import PermissionDeniedError, UnauthenticatedError

    code, status = code_of(error), status_of(error)
    details = {"store": store, "status": status, "code": code}
    advice = _CREDENTIALS if isinstance(error, UnauthenticatedError) else _ADVICE.get(code, "")
    if _UNTRUSTED in str(error):
        advice = "Set CanvasShare.s3_ca_bundle to the PEM file of the authority behind it."
    forbidden = status in {401, 403} or code in _WHO or code == "AccessDenied"
    if forbidden or isinstance(error, (PermissionDeniedError, UnauthenticatedError)):
        return Unavailable(
            f"The store {store} does not allow this server to {doing}: {_summary(error)}. "
            + (
                advice
                or "Check the bucket's policy and the rights of this server's credentials "
                "(`jupyter canvas-share policy` prints the policy, `jupyter canvas-share doctor` "
                "tries it). S3 answers the same for an object that is gone, where one may not list."
            ),
            code="store_forbidden",
            details=details,
        )
    if status is not None and status >= 500:
        advice = advice or "It is busy or has a fault: try again, and ask who runs it if it stays."
    return Unavailable(
        f"The store {store} cannot be used: {_summary(error)}. "
        + (
            advice
            or "Check that the address is right and reachable from this server (CanvasShare.store, "
            "CanvasShare.s3_endpoint, a proxy)."
        ),
        code="store_unavailable",
        details=details,
    )


def _summary(error: BaseException) -> str:
    """One line of what obstore says, without its debug output and the answer's XML."""
    code, status = code_of(error), status_of(error)
    if code or status:
        return " ".join(filter(None, (code, f"(HTTP {status})" if status else "")))
    if _UNTRUSTED in str(error):
        return "its certificate is not trusted"
    if _NO_CREDENTIALS in str(error):
        return "this server has no credentials"
    if (kind := _KIND.search(str(error))) and kind[1] in _KINDS:
        return _KINDS[kind[1]]
    text = str(error).partition("\n")[0] or type(error).__name__
    return text.rpartition(" - ")[2][:_DETAIL_LIMIT].rstrip(". ")
