"""A web address or a DOI as people write it enters, an absolute one leaves."""

from __future__ import annotations

import re

from loaders.cleaners.refusal import Refused

_ADDRESS = re.compile(r"(?i:https?|ftp)://[^\s/?#<>\"{}|\\^`]+\.?[^\s<>\"{}|\\^`]*")
_BARE = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,24}(?:[/?#:][^\s<>\"{}|\\^`]*)?")
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)


def url(value: str) -> tuple[str, str]:
    """An absolute http(s) address; one without its scheme gets http://, and `\\` is read as `/`, as browsers do."""
    written = value.strip()
    if written.lower().startswith("http"):
        written = written.replace("\\", "/")  # WHATWG URL Standard, path state of special schemes
    if _ADDRESS.fullmatch(written):
        scheme, rest = written.split("://", 1)
        return f"{scheme.lower()}://{rest}", "anyURI"
    if _BARE.fullmatch(written):
        return f"http://{written}", "anyURI"
    raise Refused(
        f"{value!r} is not a web address",
        f"{value!r} 不是网址",
        "write one full address, such as https://example.org/page, without spaces",
        "请填写一个完整的网址，例如 https://example.org/page，不含空格",
    )


def doi(value: str) -> tuple[str, str]:
    """A DOI with or without its address; DOIs do not distinguish case."""
    found = _DOI.fullmatch(value.strip())
    if found is None:
        raise Refused(
            f"{value!r} is not a DOI",
            f"{value!r} 不是 DOI",
            "write it as 10.3030/101057437",
            "请写成 10.3030/101057437 的形式",
        )
    return found[1].lower(), "string"
