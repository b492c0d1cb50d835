"""A process enters; it leaves without the means to open a socket, and with bounds on its memory: what cannot be put in
force is an error, never a worker that runs without it.

On Linux a filter of the kernel (seccomp) refuses `socket`, `socketpair` and `connect` to this process and all its threads,
and cannot be taken off again. Elsewhere the process gives up opening any more files, so that a socket finds no place.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import socket
import sys
from collections.abc import Iterator
from typing import Final

# Numbers of (socket, connect, socketpair) by machine, and the number by which the kernel knows the machine.
_CALLS: Final = {"x86_64": (0xC000003E, (41, 42, 53)), "aarch64": (0xC00000B7, (198, 203, 199))}
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _ABOVE, _RETURN = 0x20, 0x15, 0x35, 0x06
_REFUSE, _ALLOW, _KILL = 0x00050001, 0x7FFF0000, 0x80000000  # refuse with EPERM
_X32: Final = 0x40000000  # on x86_64 a second set of numbers begins here


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_ushort),
        ("yes", ctypes.c_ubyte),
        ("no", ctypes.c_ubyte),
        ("k", ctypes.c_uint),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction))]


def shut(memory_mb: int) -> None:
    """Put both in force; raises OSError where that is not possible."""
    limit = memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _refuse_sockets()
    else:
        used = max(16, *_open_files()) + 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (used, used))
    try:
        socket.socket().close()
    except OSError:
        return
    raise OSError("this process can still open sockets")


def _open_files() -> Iterator[int]:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    for number in range(min(soft, 4096)):
        with contextlib.suppress(OSError):
            os.fstat(number)
            yield number


def _refuse_sockets() -> None:
    told = _CALLS.get(platform.machine())
    if told is None:
        raise OSError(f"no filter is known for {platform.machine()}")
    machine, numbers = told
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    if machine == _CALLS["x86_64"][0]:
        lines += [(_ABOVE, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for number in numbers:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    lines.append((_RETURN, 0, 0, _ALLOW))
    code = (_Instruction * len(lines))(*(_Instruction(*line) for line in lines))
    program = _Program(len(lines), code)
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "the kernel refuses the filter")
