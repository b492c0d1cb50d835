"""The description of the interface enters; a page to read and try it leaves, from files of our own and without a CDN.

The scripts come with `fastapi-offline`; its own page starts them by a script within the page, which our
Content-Security-Policy forbids, so the page and its starter stand here.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

ASSETS: Final = "/static/docs"
_PAGE: Final = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>coopgraph API</title>
<link rel="icon" href="{ASSETS}/favicon.png">
<link rel="stylesheet" href="{ASSETS}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<noscript>The same description as JSON: <a href="/openapi.json">/openapi.json</a> · 同样的说明见该 JSON 文件</noscript>
<script src="{ASSETS}/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START: Final = """SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "list",
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset], validatorUrl: null});
"""
_STYLES: Final = {  # the reader of the description sets styles on elements; scripts stay our own files
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
}


def add_docs(app: FastAPI) -> None:
    """Add the page at /docs, and the files that it needs."""

    async def docs(_request: Request) -> Response:
        return HTMLResponse(_PAGE, headers=_STYLES)

    async def start(_request: Request) -> Response:
        return Response(_START, media_type="text/javascript")

    assets = Path(str(files("fastapi_offline") / "static"))
    app.mount(ASSETS, StaticFiles(directory=assets), name="docs-assets")
    app.add_api_route("/docs", docs, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
    app.add_api_route(
        "/docs/start.js", start, methods=["GET", "HEAD"], include_in_schema=False, response_model=None
    )
