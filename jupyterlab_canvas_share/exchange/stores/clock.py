"""A server's clock, from the Date of its answers."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, Request, build_opener

log = logging.getLogger(__name__)

#: How long a measured difference between this machine's clock and the server's is trusted.
_TRUSTED_SECONDS = 60
_TIMEOUT_SECONDS = 3
#: A Date has whole seconds, so a smaller difference is none.
_SMALLEST = timedelta(seconds=2)


class ServerClock:
    """This machine's clock, put right by the Date with which ``address`` answers an unsigned
    request, whatever it answers. Without an answer the last known difference counts on."""

    def __init__(self, address: str, ca_bundle: str = "") -> None:
        context = ssl.create_default_context()
        if ca_bundle:
            context.load_verify_locations(ca_bundle)
        self._opener = build_opener(HTTPSHandler(context=context))
        self._address = address
        self._offset = timedelta(0)
        self._measured = float("-inf")
        self._measuring = asyncio.Lock()
        self._warned = False

    async def now(self) -> datetime:
        async with self._measuring:
            if time.monotonic() - self._measured > _TRUSTED_SECONDS:
                await asyncio.to_thread(self._measure)
                self._measured = time.monotonic()
        return datetime.now(UTC) + self._offset

    def _measure(self) -> None:
        before = datetime.now(UTC)
        try:
            date = parsedate_to_datetime(self._date())
            offset = date - before
        except (OSError, HTTPException, ValueError, TypeError) as error:
            if not self._warned:
                self._warned = True
                log.warning("The clock of %s cannot be had (%s)", self._address, error)
            return
        # on average the second in the Date was half over, half-way between question and answer
        offset += timedelta(seconds=0.5) - (datetime.now(UTC) - before) / 2
        self._offset = offset if abs(offset) >= _SMALLEST else timedelta(0)

    def _date(self) -> str:
        request = Request(self._address, method="HEAD")  # noqa: S310 (http or https)
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                return str(answer.headers["Date"])
        except HTTPError as error:
            with error:
                return str(error.headers["Date"])
