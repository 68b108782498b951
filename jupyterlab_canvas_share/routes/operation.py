"""One verb of one route: parse, call, answer. Also what OpenAPI is made of."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..model.base import NAME_PATTERN
from ..model.errors import BadRequest, TooLarge

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from .base import CanvasShareHandler

M = TypeVar("M", bound=BaseModel)
#: JSON is parsed on the event loop, and what a person says fits into far less.
BODY_LIMIT = 1024**2
#: A thousand rows of a thousand columns are below it.
ROWS_LIMIT = 32 * 1024**2

Verb = Callable[..., Awaitable[Any]]

#: What a person reads in place of a regular expression.
_SPOKEN_PATTERNS = {
    NAME_PATTERN: "use 1 to 63 letters, digits and hyphens, beginning and ending with a letter or "
    "digit"
}


@dataclass(frozen=True)
class Operation:
    """The contract of a verb. ``response`` is a pydantic type, or a media type for a file."""

    summary: str
    response: type[BaseModel] | str
    query: type[BaseModel] | None = None
    body: type[BaseModel] | str | None = None
    status: int = 200


def operation(
    summary: str,
    *,
    response: type[BaseModel] | str,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | str | None = None,
    status: int = 200,
    limit: int = BODY_LIMIT,
) -> Callable[[Verb], Verb]:
    """Decorate a verb with its contract. ``limit`` is for a JSON body, in bytes.

    The verb gets the parsed ``query`` and ``body`` after its path arguments and returns the value
    to answer, or its JSON; null if it has sent a file. A query or body that does not parse is a
    ``BadRequest`` naming the field.
    """

    def decorate(verb: Verb) -> Verb:
        @functools.wraps(verb)
        async def run(handler: CanvasShareHandler, *path: str) -> None:
            await handler.ready()
            arguments: list[BaseModel] = []
            if query is not None:
                arguments.append(_parse(query.model_validate, _query(handler)))
            if isinstance(body, type):
                # from the bytes: JSON that is no UTF-8, or holds half a character, is refused here
                arguments.append(_parse(body.model_validate_json, _body(handler, limit)))
            try:
                result = await verb(handler, *path, *arguments)
            except BaseException as error:
                # a panic of Polars is no Exception: tornado would never answer the request
                if type(error).__module__ == "pyo3_runtime":
                    raise RuntimeError(str(error)) from error
                raise
            if result is not None:
                handler.set_status(status)
                handler.finish(result if isinstance(result, str) else result.model_dump_json())

        run.operation = Operation(summary, response, query, body, status)  # type: ignore[attr-defined]
        return run

    return decorate


def _body(handler: CanvasShareHandler, limit: int) -> bytes:
    data = handler.request.body
    if len(data) > limit:
        rows = " Send fewer rows at once, or predict them as a file." if limit > BODY_LIMIT else ""
        raise TooLarge(
            f"This request may have at most {limit // 1024**2} MB.{rows}",
            details={"limit": limit, "size": len(data)},
        )
    return data


def _query(handler: CanvasShareHandler) -> Mapping[str, str]:
    # JupyterLab puts a bare number behind every URL, against caches
    names = [n for n in handler.request.query_arguments if n != "token" and not n.isdigit()]
    return {name: handler.get_query_argument(name) for name in names}


def _parse(validate: Callable[[Any], M], data: Any) -> M:
    try:
        return validate(data)
    except ValidationError as error:
        problems = [
            {"field": ".".join(map(str, item["loc"])) or "body", "problem": _problem(item)}
            for item in error.errors()[:20]
        ]
        first = problems[0]
        raise BadRequest(
            f"{first['field']}: {first['problem']}.",
            code="invalid_request",
            details={"problems": problems},
        ) from None


def _problem(item: ErrorDetails) -> str:
    spoken = _SPOKEN_PATTERNS.get(item.get("ctx", {}).get("pattern", ""))
    return f"{str(item['input'])[:80]!r} does not fit; {spoken}" if spoken else item["msg"]
