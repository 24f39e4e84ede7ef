"""The engines: where and in which arithmetic the one source runs. Engines never know a method."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from refimpl.engines.base import Engine, EngineUnavailable
from refimpl.engines.base import PlainEngine as PlainEngine

# name: (library that must be importable, what to install, module that defines `engine()`)
_ENGINES = {
    "numpy": ("numpy", "numpy", "refimpl.engines.base"),
    "numba": ("numba", "pip install numba", "refimpl.engines.compiled"),
    "cupy": ("cupy", "pip install 'refimpl[gpu]'", "refimpl.engines.device"),
    "ball": ("flint", "pip install python-flint", "refimpl.engines.certified"),
}
NAMES = tuple(_ENGINES)


def get_engine(engine: str | Engine, **options: int) -> Engine:
    """The engine of that name; an Engine passes through. `get_engine("ball", bits=400)` sets its precision.

    Raises ValueError for an unknown name and EngineUnavailable, saying what to install, where the library or
    the device is missing.
    """
    if isinstance(engine, Engine):
        return engine
    if engine not in _ENGINES:
        raise ValueError(f"engine must be one of {', '.join(NAMES)}, got {engine!r}")
    library, remedy, module = _ENGINES[engine]
    if find_spec(library) is None:
        raise EngineUnavailable(f"engine {engine!r} needs {library}, which is not installed: {remedy}")
    return importlib.import_module(module).engine(**options)


def unavailable(name: str) -> str:
    """Why the engine cannot be used here, or the empty string when it can."""
    try:
        get_engine(name)
    except EngineUnavailable as error:
        return str(error)
    return ""
