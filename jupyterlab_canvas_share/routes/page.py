"""The analyst's page at ``<base_url>canvas``: a small HTML shell around its own bundle."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado.web import authenticated

STATIC = Path(__file__).parent.parent / "canvas_page" / "static"

SHELL = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Canvas</title>
<link rel="stylesheet" href="{static}canvas.css">
</head>
<body>
<div id="canvas-root"></div>
<noscript>Canvas needs JavaScript.</noscript>
<script id="canvas-config" type="application/json">{config}</script>
<script src="{static}canvas.js" defer></script>
</body>
</html>
"""


class CanvasPageHandler(ExtensionHandlerMixin, JupyterHandler):
    auth_resource = "canvas-share"

    @property
    def content_security_policy(self) -> str:
        """Scripts and data from this server only. Vega's charts set styles inline."""
        return "; ".join(
            (
                "default-src 'self'",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'self'",
            )
        )

    @authenticated
    @authorized
    async def get(self) -> None:
        # making the token sets the _xsrf cookie, which the page's POSTs carry back
        _ = self.xsrf_token
        config = json.dumps({"baseUrl": self.base_url}).replace("<", "\\u003c")
        static = escape(self.static_url_prefix, quote=True)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(SHELL.format(static=static, config=config))
