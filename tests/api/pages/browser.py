"""The environment enters; the path of a Chromium leaves, or an error that says exactly how to get one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = (
    "The browser tests need Chromium and a Chinese font. Run `make browser` (it installs both where apt-get may be used,"
    " and says what to do where not), or set COOPGRAPH_CHROMIUM to the path of a Chromium or Chrome."
    "\n浏览器测试需要 Chromium 和中文字体：请运行 `make browser`，或把 COOPGRAPH_CHROMIUM 设为 Chromium 或 Chrome 的路径。"
)


def find_chromium(environ: Mapping[str, str]) -> str:
    """Return the browser that the environment names, else the first on the path."""
    named = environ.get("COOPGRAPH_CHROMIUM", "")
    for name in (named,) if named else NAMES:
        if found := shutil.which(name, path=environ.get("PATH")):
            return found
    raise FileNotFoundError(f"no browser{f' at COOPGRAPH_CHROMIUM={named}' if named else ''}. {REMEDY}")
