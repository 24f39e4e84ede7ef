"""What the first call costs: compiling, or loading what an earlier process compiled; JAX compiles every time.

As a module it makes one first call in a fresh process and prints the seconds, the import of the engine's library
included, that of `refimpl` not.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

from verification.bench.cases import CASES
from verification.bench.figures import figure
from verification.bench.machine import child
from verification.bench.ratios import summarise

SIZE = 10


def first_calls(names: Sequence[str], repetitions: int) -> Iterator[dict[str, Any]]:
    """Figures of cold and warm first calls, with JAX as the peer; ValueError where JAX is missing."""
    from verification.bench.peers import peers_of

    peers_of("jax")
    for name in names:
        cold, warm, theirs = [], [], []
        for _ in range(repetitions):
            with tempfile.TemporaryDirectory() as cache:
                cold.append(_seconds(name, "numba", cache))
                warm.append(_seconds(name, "numba", cache))
            theirs.append(_seconds(name, "jax", ""))
        for state, ours in (("cold", cold), ("warm", warm)):
            yield figure(
                f"first call, {state}",
                name,
                SIZE,
                "jax",
                summarise([b / a for a, b in zip(ours, theirs, strict=True)]),
                seconds=min(ours),
                peer_seconds=min(theirs),
            )


def _seconds(name: str, who: str, cache: str) -> float:
    (seconds,) = child(__spec__.name, [name, who], 1, REFIMPL_CACHE_DIR=cache)
    return float(seconds)


def main() -> None:
    """The child process."""
    name, who = json.loads(sys.argv[1])
    instance = CASES[name].build(SIZE)
    begin = time.process_time()
    if who == "numba":
        from verification.bench.contest import whole_loop

        whole_loop(instance, "numba")(CASES[name].stride)
    else:
        from verification.bench.peers import peers_of

        peers_of(who)[name].make(instance)(CASES[name].stride)
    print(time.process_time() - begin)


if __name__ == "__main__":
    main()
