"""Compiling by Numba: where the machine code is kept, and what makes it stale."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


MODULES = (
    "kernel",
    "tracing",
    "moments",
    "watching",
    "adding",
    "fading",
    "deciding",
    "folding",
    "dealing",
    "moving",
    "plan",
    "rows",
    "arrays",
    "jit",
)
QUICK: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def inner(function: Function) -> Function:
    """Compiled into whoever calls it and kept nowhere by itself. Never call one from Python: it would crash.

    Nothing inside may allocate: counting references to tables took five sixths of the time, so it is off.
    """
    return njit(**QUICK, no_cpython_wrapper=True, _nrt=False)(function)  # type: ignore[no-any-return]


def entry(function: Function) -> Function:
    """Called from Python: the machine code is kept on disk, in NUMBA_CACHE_DIR where that is set.

    Where nothing can be written (a read-only container), it is compiled anew in each process.
    """
    try:
        return njit(**QUICK, cache=True)(function)  # type: ignore[no-any-return]
    except RuntimeError:
        return njit(**QUICK)(function)  # type: ignore[no-any-return]


def fingerprint(*modules: str) -> int:
    """A number that changes with the text of the modules.

    Numba's cache looks only at the file of the entry itself; an entry that closes over this number is
    compiled anew when a function it calls has changed.
    """
    folder = Path(__file__).parent
    text = b"\0".join((folder / f"{module}.py").read_bytes() for module in modules)
    return int.from_bytes(hashlib.sha256(text).digest()[:6])
