"""An operating-system error enters; an engine error that says what to do leaves."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ontology.errors import EngineError

MEGABYTE = 1 << 20


def disk_full(folder: Path, need_mb: int | None = None, told_by: str = "") -> EngineError:
    """Say that a disk is full, how much is free and how much is needed."""
    free_mb = shutil.disk_usage(_existing(folder)).free // MEGABYTE
    need = f", {need_mb} MB are needed" if need_mb is not None else ""
    need_zh = f"，需要 {need_mb} MB" if need_mb is not None else ""
    hint = f"\n  {told_by}" if told_by else ""
    return EngineError(
        f"the disk is full: {free_mb} MB are free{need}; nothing that was committed is lost{hint}",
        f"磁盘已满：剩余 {free_mb} MB{need_zh}；已提交的数据没有丢失{hint}",
        where=str(folder),
        remedy="free some space on that disk, or choose another folder, then start again",
        remedy_zh="在该磁盘上腾出空间或另选文件夹，然后重新启动",
    )


def need_space(folder: Path, need_mb: int) -> None:
    """Refuse to go on where less than so many megabytes are free."""
    if shutil.disk_usage(_existing(folder)).free < need_mb * MEGABYTE:
        raise disk_full(folder, need_mb)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses within into an engine error."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise disk_full(folder) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise EngineError(
                f"not allowed to write there: {error}",
                f"没有写入权限：{error}",
                where=str(error.filename or folder),
                remedy="make the folder writable for this user, or choose another one",
                remedy_zh="让当前用户对该文件夹可写，或另选文件夹",
            ) from error
        raise


def _existing(folder: Path) -> Path:
    """Nearest folder that exists, so that free space can be asked before anything is made."""
    while not folder.exists():
        folder = folder.parent
    return folder
