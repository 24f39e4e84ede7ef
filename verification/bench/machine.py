"""The machine in words and the versions, and child processes in which threads are pinned before a library loads."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "BLIS_NUM_THREADS",
)
LIBRARIES = ("numpy", "scipy", "numba", "jax", "optax", "jaxopt", "torch", "scikit-learn")


def words() -> str:
    """Processor, cores, memory and system; no name of the machine."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8", errors="replace").splitlines() if info.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB of memory"
    name = model or platform.processor() or platform.machine()
    return f"{name}, {len(cores())} cores{memory}, {platform.system()}"


def cores() -> list[int]:
    """The cores that this process may use."""
    return (
        sorted(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else list(range(os.cpu_count() or 1))
    )


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that are installed."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def pin(threads: int) -> None:
    """Keep this process on its first `threads` cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores()[:threads])


def child(module: str, task: Any, threads: int, **environment: str) -> Iterator[Any]:
    """What `python -m module` prints for `task` (JSON on its command line), a JSON value per line, as it comes.

    Every library in it may use so many threads. Raises RuntimeError with its last words where it fails.
    """
    path = os.pathsep.join(p or os.getcwd() for p in sys.path)
    env = {**os.environ, **dict.fromkeys(THREADS, str(threads)), "PYTHONPATH": path, **environment}
    xla = f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'}"
    env["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {xla}".strip()
    command = [sys.executable, "-P", "-m", module, json.dumps(task)]
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env) as process,
    ):
        try:
            for line in process.stdout or ():
                yield json.loads(line)
        except BaseException:  # interrupted, or nobody wants the rest
            process.kill()
            raise
        if process.wait():
            errors.seek(0)
            last = (errors.read().strip().splitlines() or [f"exit code {process.returncode}"])[-1]
            raise RuntimeError(f"the measuring process failed: {last}")
