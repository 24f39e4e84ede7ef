"""Optimisers of other libraries as implementations that `verification.check` takes.

Each adapter imports its library when it is called: `verification.adapters.torch.optimizer`,
`verification.adapters.optax.transformation`, `verification.adapters.scipy.minimizer`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from refimpl.core import checks
from verification.oracle import Case, NotApplicable

# adapter: (its function, the extra that brings its library)
ADAPTERS = {
    "torch": ("optimizer", "torch"),
    "optax": ("transformation", "peers"),
    "scipy": ("minimizer", ""),
}


def adapt(name: str, make: Callable[..., Any]) -> Callable[[Case], Any]:
    """The implementation that adapter `name` makes of `make`; ValueError for a name that is not an adapter's."""
    checks.one_of("adapter", name, tuple(ADAPTERS))
    module = importlib.import_module(f"verification.adapters.{name}")
    return getattr(module, ADAPTERS[name][0])(make)


def library(adapter: str, *modules: str) -> Any:
    """The modules of the adapter's library; ValueError, naming the extra, where they are not installed."""
    try:
        return tuple(importlib.import_module(m) for m in modules)
    except ImportError as error:
        extra = ADAPTERS[adapter][1]
        raise ValueError(
            f"adapter {adapter!r} needs {error.name}, which is not installed: pip install 'refimpl[{extra}]'"
        ) from None


def made(make: Callable[..., Any], *arguments: Any) -> Any:
    """What `make` returns; the case is skipped where the library refuses its hyper-parameters."""
    try:
        return make(*arguments)
    except ValueError as error:
        raise NotApplicable(f"it refuses these hyper-parameters: {error}") from None
