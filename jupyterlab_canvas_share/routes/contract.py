"""``/openapi.yaml``: the contract, as this server serves it."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from .base import CanvasShareHandler
from .operation import operation


class ContractHandler(CanvasShareHandler):
    @authenticated
    @authorized
    @operation("The contract", response="application/yaml")
    async def get(self) -> None:
        from .openapi import as_yaml

        text = await asyncio.to_thread(as_yaml)
        self.finish(text, set_content_type="application/yaml")
