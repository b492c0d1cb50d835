"""An address enters; it leaves unchanged where ids may be put behind it, else an error says why not."""

import re
from typing import Final

from ontology.errors import UsageError

_IRI: Final = re.compile(r'[a-zA-Z][a-zA-Z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')


def check_base(base: str) -> None:
    """Refuse what cannot be the base address of ids."""
    if not _IRI.fullmatch(base) or base[-1] not in "/#":
        raise UsageError(
            f"{base!r} cannot be the base address of ids",
            f"“{base}”不能作为编号的基础地址",
            remedy="give an address that ends with / or #, such as https://example.org/id/",
            remedy_zh="请给出以 / 或 # 结尾的地址，如 https://example.org/id/",
        )
