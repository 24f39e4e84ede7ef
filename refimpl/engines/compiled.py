"""The compiled engine: the loop and every method it reaches in machine code.

Only this file and those that it imports from its side know Numba.

Numba compiles neither methods of NamedTuples nor undecorated functions; the template and the type hook below
teach it both, so that algorithms and problems stay plain. Results are cached on disk in a folder named by a
fingerprint of all code compiled in, because Numba's own key sees only the file of the outermost function and
would serve old answers after an edit elsewhere.
"""

from __future__ import annotations

import functools
import logging
import os
import threading
import types as python
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit, types
from numba.core import config, event, typing
from numba.core.registry import cpu_target
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr
from numba.extending import lower_builtin, typeof_impl

from refimpl.core.leaves import is_record
from refimpl.core.loop import loop
from refimpl.engines import expressions, inlining, joining, loops
from refimpl.engines.base import Engine
from refimpl.engines.blas import single_threaded
from refimpl.engines.fingerprint import fingerprint

# numpy: x / 0.0 is inf as in NumPy, not an exception; nogil: run_many uses threads. fastmath never.
OPTIONS = {"error_model": "numpy", "nogil": True}
# What only compiled code calls needs no entry from Python, which is a third of the time of compiling it.
INNER = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


_compiling = threading.Lock()
log = logging.getLogger("refimpl")


@functools.cache
def dispatcher(function: Callable[..., Any]) -> Any:
    """The lazily compiled form of a plain function, for compiled code to call."""
    return njit(function, **INNER)


@typeof_impl.register(python.FunctionType)
def _type_of_function(function: Any, context: Any) -> Any:
    if (function.__module__ or "").partition(".")[0] in ("numba", "numpy", "llvmlite"):
        return None  # Numba resolves its own internals by other means
    if function in loops.OVERLOADED:
        return None
    if function in loops.TYPES:
        return loops.TYPES[function]
    if function in loops.ENTRYWISE:
        return cpu_target.typing_context.resolve_value_type(loops.ENTRYWISE[function])
    return types.Dispatcher(dispatcher(loops.WORDS.get(function, function)))


@infer_getattr
class _Methods(AttributeTemplate):
    """Methods of NamedTuple instances, resolved on their class and compiled for their types."""

    key = types.BaseNamedTuple

    def generic_resolve(self, instance: Any, name: str) -> Any:
        method = getattr(instance.instance_class, name, None)
        if not isinstance(method, python.FunctionType):
            return None
        callee = types.Dispatcher(dispatcher(method))
        _implement(instance, name, callee)

        class Bound(AbstractTemplate):
            key = (instance, name)

            def generic(self, args: Any, kws: Any) -> Any:
                sig = callee.get_call_type(self.context, (instance, *args), kws)
                # Numba takes a receiver without fields for no receiver: the lowering adds it back
                receiver = instance if len(instance) else None
                return typing.signature(sig.return_type, *sig.args[1:], recvr=receiver)

        return types.BoundFunction(Bound, instance)


@functools.cache
def _implement(instance: Any, name: str, callee: Any) -> None:
    @lower_builtin((instance, name), types.VarArg(types.Any))
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if not len(instance):
            sig = typing.signature(sig.return_type, instance, *sig.args)
            args = (context.make_tuple(builder, instance, ()), *args)
        inner = callee.get_call_type(context.typing_context, sig.args, {})
        function = context.get_function(callee, inner)
        context.add_linking_libs(getattr(function, "libs", ()))
        return function(builder, args)


def cache_folder() -> Path:
    """Where compiled code is kept: $REFIMPL_CACHE_DIR, else the user's cache folder."""
    chosen = os.environ.get("REFIMPL_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) if chosen else Path(base) / "refimpl"


@functools.cache
def _compiled(loop: Callable[..., Any], key: str) -> Any:
    """The compiled loop that owns the disk cache named `key`."""
    folder = cache_folder() / key
    compiled = njit(loop, **OPTIONS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: compile in memory
        return compiled
    before, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    try:
        compiled.enable_caching()
    finally:
        config.CACHE_DIR = before
    return compiled


class _Notice(event.Listener):
    """Says once per process, to the logger 'refimpl', that a run has to be compiled; what is on disk is silent."""

    told = False

    def on_start(self, happening: Any) -> None:
        if not self.told and happening.data["dispatcher"].py_func is loop:
            self.told = True
            log.info("compiling for engine 'numba': seconds, once for an algorithm and a kind of problem; "
                     "kept in %s", cache_folder())  # fmt: skip

    def on_end(self, happening: Any) -> None:
        """Nothing to say."""


event.register("numba:compile", _Notice())


class CompiledEngine(Engine):
    """Numba; `run_many` runs its instances in threads, never a loop inside an iteration."""

    name = "numba"
    compiled_in: tuple[Any, ...] = (*loops.COMPILED, expressions.lower, inlining.Inline, joining.Join)

    def draws(self, rng: Any) -> Any:
        """A Generator (bit-identical draws) or a tape; nothing else can be compiled."""
        if not (isinstance(rng, np.random.Generator) or is_record(rng)):
            raise ValueError(
                f"rng must be a seed, a NumPy Generator or a Tape on engine 'numba', got {type(rng).__name__}"
            )
        return rng

    def driver(self, loop: Callable[..., Any]) -> Callable[..., Any]:
        """The compiled loop for the code of its first arguments; later ones must be of the same types."""
        compiled: Any = None

        def drive(*arguments: Any) -> Any:
            nonlocal compiled
            if compiled is None:
                with _compiling:  # of several threads one compiles, the others wait
                    compiled = compiled or _compiled(loop, fingerprint(loop, *arguments, *self.compiled_in))
            return compiled(*arguments)

        return drive

    def map(self, one: Callable[[int], Any], n: int) -> list[Any]:
        """All instances in as many threads as there are cores, BLAS in one each; the first to come compiles."""
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        with single_threaded(), ThreadPoolExecutor(min(n, workers)) as pool:
            return list(pool.map(one, range(n)))


def engine(registers: bool = False) -> CompiledEngine:
    """The Numba engine; with `registers` vectors of few entries are held in registers, see `registers`."""
    if registers:
        from refimpl.engines.registers import RegisterEngine

        return RegisterEngine()
    return CompiledEngine()
