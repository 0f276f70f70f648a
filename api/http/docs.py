"""The API page. Swagger UI comes from a package: the page loads nothing from other hosts."""

import importlib.resources
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import FileResponse, Response

HEADERS = {
    # Swagger UI is started by a script in the page, and its icons are data URLs.
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
ASSETS = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")


def install(app: FastAPI) -> None:
    """Have the application serve ``/docs``. Its addresses are relative, for proxies that serve it under a path."""
    folder = Path(str(importlib.resources.files("fastapi_swagger.resources")))
    script, style, icon = (f"docs/{name}" for name in ASSETS)
    page = get_swagger_ui_html(
        openapi_url="openapi.json",
        title=app.title,
        swagger_js_url=script,
        swagger_css_url=style,
        swagger_favicon_url=icon,
    )

    async def docs(_: Request) -> Response:
        return Response(page.body, media_type="text/html; charset=utf-8", headers=HEADERS)

    async def asset(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        return FileResponse(folder / name, headers={"Cache-Control": "max-age=86400"})

    app.add_route("/docs", docs, include_in_schema=False)
    for name in ASSETS:
        app.add_route(f"/docs/{name}", asset, include_in_schema=False)
