"""What a process that reads strangers' files may use: more memory than this ends it, and nothing else."""

from __future__ import annotations

import ctypes
import sys

_JOB_EXTENDED_LIMITS = 9
_LIMIT_PROCESS_MEMORY, _LIMIT_DIE_ON_EXCEPTION = 0x100, 0x400
_NO_ERROR_BOXES = 0x8003


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION of Windows."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of Windows."""

    _fields_ = (
        ("Basic", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limit_memory(speicher: int) -> bool:
    """Let this process have so many bytes at most, and let it end without a dialogue or a dump of its memory.

    False where the system does not do it; the time limit holds all the same.
    """
    try:
        return _limit_windows(speicher) if sys.platform == "win32" else _limit_posix(speicher)
    except (OSError, ValueError, ImportError, AttributeError):
        return False


def _limit_posix(speicher: int) -> bool:
    import resource

    for was, wert in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, speicher)):
        hoechstens = resource.getrlimit(was)[1]
        wert = wert if hoechstens == resource.RLIM_INFINITY else min(wert, hoechstens)
        resource.setrlimit(was, (wert, wert))
    return True


def _limit_windows(speicher: int) -> bool:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.SetErrorMode(_NO_ERROR_BOXES)
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    grenzen = _Extended(ProcessMemoryLimit=speicher)
    grenzen.Basic.LimitFlags = _LIMIT_PROCESS_MEMORY | _LIMIT_DIE_ON_EXCEPTION
    gesetzt = kernel.SetInformationJobObject(job, _JOB_EXTENDED_LIMITS, ctypes.byref(grenzen), ctypes.sizeof(grenzen))
    # the handle stays open as long as the process lives
    return bool(gesetzt and kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess())))
