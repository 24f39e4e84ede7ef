"""Sweeps: grids of runs in parallel, with a ledger that loses nothing and repeats nothing.

`run_sweep(spec, ledger)` is `verification.sweep.drive.run_sweep`, loaded when asked for.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    if name != "run_sweep":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from verification.sweep.drive import run_sweep

    return run_sweep
