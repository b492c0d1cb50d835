"""What the operating system refused enters; an error that says where and what to do leaves."""

from __future__ import annotations

import errno
from typing import Final

from ontology.errors import StorageError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def storage_error(error: OSError) -> StorageError | None:
    """Say what a file or disk refused; None where no file is named and no disk is full: then it is another defect."""
    where = str(error.filename or "")
    if error.errno in _FULL:
        return StorageError(
            "the disk is full; what was complete before stays",
            "磁盘已满；此前已完成的部分保留",
            where=where,
            remedy="free some space on that disk, or name another folder in COOPGRAPH_HOME, then run the command again",
            remedy_zh="请在该磁盘上腾出空间，或用 COOPGRAPH_HOME 指定另一文件夹，然后重新运行",
        )
    if not where:
        return None
    if error.errno in _FORBIDDEN:
        return StorageError(
            "this user may not read or write there",
            "当前用户在此没有读写权限",
            where=where,
            remedy="change the rights of that file or folder, or name another one (COOPGRAPH_HOME holds what is written)",
            remedy_zh="请修改其权限，或另选位置（写入的内容都在 COOPGRAPH_HOME 中）",
        )
    return StorageError(
        f"the operating system says: {error.strerror or error}",
        f"操作系统提示：{error.strerror or error}",
        where=where,
        remedy="see whether that is the file or folder that was meant (COOPGRAPH_HOME holds what is written)",
        remedy_zh="请检查该文件或文件夹是否正确（写入的内容都在 COOPGRAPH_HOME 中）",
    )
