"""Claims with controls, the evidence that decides them, and the oracle for other implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verification.oracle import check as check


def __getattr__(name: str) -> Any:
    """Imported when asked for: the pytest plugin lives in this package and starts with every run of pytest."""
    if name == "check":
        from verification.oracle import check

        return check
    raise AttributeError(f"module 'verification' has no attribute {name!r}")
