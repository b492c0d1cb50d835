"""A desk and the beginning of a data version's name enter; the one kept version that begins like it leaves."""

from __future__ import annotations

from api.deps import Desk
from loaders.kept import kept_like, kept_versions
from ontology.errors import UsageError


def kept_version(desk: Desk, beginning: str) -> str:
    """Return the one kept data version that begins like this."""
    home = desk.settings.home
    found = kept_like(home, beginning)
    if len(found) != 1:
        kept = kept_versions(home)
        raise UsageError(
            f"{len(found) or 'no'} kept data versions begin with {beginning!r}",
            f"有 {len(found)} 个保留的数据版本以“{beginning}”开头",
            remedy=f"kept are: {', '.join(kept) or 'none'}",
            remedy_zh=f"保留的版本：{'、'.join(kept) or '无'}",
        )
    return found[0]
