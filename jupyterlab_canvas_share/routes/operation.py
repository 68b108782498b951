"""One verb of one route: parse, call, answer. Also what OpenAPI is made of."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..model.errors import BadRequest

if TYPE_CHECKING:
    from .base import CanvasShareHandler

M = TypeVar("M", bound=BaseModel)
Verb = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Operation:
    """The contract of a verb. ``response`` is a pydantic type, or a media type for a file."""

    summary: str
    response: type[BaseModel] | str | None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | str | None = None
    status: int = 200


def operation(
    summary: str,
    *,
    response: type[BaseModel] | str | None,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | str | None = None,
    status: int = 200,
) -> Callable[[Verb], Verb]:
    """Decorate a verb with its contract.

    The verb gets the parsed ``query`` and ``body`` after its path arguments and returns the value
    to answer. A query or body that does not parse is a ``BadRequest`` naming the field.
    """

    def decorate(verb: Verb) -> Verb:
        @functools.wraps(verb)
        async def run(handler: CanvasShareHandler, *path: str) -> None:
            await handler.ready()
            arguments: list[BaseModel] = []
            if query is not None:
                arguments.append(_parse(query, _query(handler)))
            if isinstance(body, type):
                arguments.append(_parse(body, handler.get_json_body()))
            result = await verb(handler, *path, *arguments)
            if isinstance(result, BaseModel):
                handler.set_status(status)
                handler.finish(result.model_dump_json())
            elif response is None:
                handler.set_status(204)
                handler.finish()

        run.operation = Operation(summary, response, query, body, status)  # type: ignore[attr-defined]
        return run

    return decorate


def _query(handler: CanvasShareHandler) -> Mapping[str, str]:
    # JupyterLab puts a bare number behind every URL, against caches
    names = [n for n in handler.request.query_arguments if n != "token" and not n.isdigit()]
    return {name: handler.get_query_argument(name) for name in names}


def _parse(kind: type[M], data: Any) -> M:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        problems = [
            {"field": ".".join(map(str, item["loc"])) or "body", "problem": item["msg"]}
            for item in error.errors()[:20]
        ]
        first = problems[0]
        raise BadRequest(
            f"{first['field']}: {first['problem']}.",
            code="invalid_request",
            details={"problems": problems},
        ) from None
