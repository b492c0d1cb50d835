"""The environment enters; an application leaves that has a route with a mistake in it."""

from __future__ import annotations

import os
from datetime import date

from fastapi import APIRouter, FastAPI

from api.app import Silent, make_app
from api.serving import write_logs
from api.settings import read_settings


def application() -> FastAPI:
    write_logs()
    router = APIRouter()

    @router.get("/api/v1/broken")
    async def broken() -> None:
        raise RuntimeError("secret")

    return make_app(read_settings(os.environ), Silent(), date.today, routers=[router])
