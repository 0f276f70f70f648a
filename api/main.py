"""The gateway's application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import starlette.routing
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api import service
from api.http import docs, openapi, problems, web_page
from api.http.compression import Compression
from api.http.exposition import metrics_port
from api.http.hosts import HostCheck
from api.http.metrics import Metrics
from api.http.middleware import RequestMiddleware
from api.http.root_path import RootPath
from api.http.tracing import Tracing
from api.routes import (
    ask,
    documents,
    exports,
    jobs,
    operations,
    pages,
    process,
    search,
    searchable_pdf,
    sessions,
    upload,
    webhooks,
)
from api.routes import metrics as metrics_route
from api.schemas.requests import AskRequest, KeepRequest, SearchRequest, UploadForm
from shared import __version__, tracing
from shared.settings import Settings
from shared.settings import settings as settings_of_process

ROUTES = (
    upload,
    ask,
    search,
    jobs,
    documents,
    pages,
    exports,
    searchable_pdf,
    process,
    sessions,
    webhooks,
    operations,
    metrics_route,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, which opens its connections when it is started."""
    configured = settings or settings_of_process()
    metrics = Metrics(configured)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tracing.start(configured, "docinsight-gateway")
        async with service.opened(configured, metrics) as app.state.service, metrics_port(app.state.service):
            yield
        await anyio.to_thread.run_sync(tracing.stop)

    app = FastAPI(
        title="doc-insight",
        version=__version__,
        summary="Answers from documents, with the place on the page.",
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        # Its spans and logs have queries, and what exceptions say; ours have neither (`api.http.tracing`).
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    problems.install(app)
    openapi.install(app, configured, bodies=(AskRequest, SearchRequest, KeepRequest, UploadForm))
    docs.install(app)
    web_page.install(app)
    routers = [module.router for module in ROUTES if module is not metrics_route or not configured.metrics_port]
    for router in routers:
        app.include_router(router)
    app.state.routes = [
        route for router in (app, *routers) for route in router.routes if isinstance(route, starlette.routing.Route)
    ]
    app.add_middleware(Compression)
    if configured.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(configured.cors_origins),
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "If-None-Match",
                "If-Range",
                "Prefer",
                "Range",
                "X-Api-Key",
                "X-Request-ID",
                "X-Session-ID",
            ],
            expose_headers=[
                "Accept-Ranges",
                "Content-Disposition",
                "Content-Range",
                "ETag",
                "Idempotency-Replayed",
                "Location",
                "RateLimit",
                "RateLimit-Policy",
                "Retry-After",
                "X-Request-ID",
                "X-Session-ID",
            ],
        )
    app.add_middleware(HostCheck, settings=configured)
    app.add_middleware(RootPath, settings=configured)
    if configured.otlp_endpoint:
        app.add_middleware(Tracing)
    app.add_middleware(RequestMiddleware, metrics=metrics)
    return app
