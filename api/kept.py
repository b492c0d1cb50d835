"""A desk and the beginning of a data version's name enter; the one kept version that begins like it leaves."""

from __future__ import annotations

from api.deps import Desk
from loaders.current import CANONS
from loaders.erased import read_erasures
from ontology.errors import UsageError
from ontology.statements import VERSION_FILE


def kept_version(desk: Desk, beginning: str) -> str:
    """Return the one kept data version that begins like this."""
    home = desk.settings.home
    kept = sorted(path.name for path in (home / CANONS).glob("*") if (path / VERSION_FILE).is_file())
    read_erasures(home).refuse_version(beginning, kept)
    found = [name for name in kept if name.startswith(beginning)]
    if len(found) != 1:
        raise UsageError(
            f"{len(found) or 'no'} kept data versions begin with {beginning!r}",
            f"有 {len(found)} 个保留的数据版本以“{beginning}”开头",
            remedy=f"kept are: {', '.join(kept) or 'none'}",
            remedy_zh=f"保留的版本：{'、'.join(kept) or '无'}",
        )
    return found[0]
