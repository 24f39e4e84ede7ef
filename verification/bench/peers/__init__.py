"""Who else computes the same iterates. Each module imports its library when it is loaded, and only then.

A module has `PEERS`, from an algorithm's name to a `Peer`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple

from verification.bench.cases import MANY

Contestant = Callable[[int], Any]  # takes the number of steps, returns the last iterate

# peer: what must be importable
NAMES = {
    "numpy": "numpy",
    "jax": "jax",
    "optax": "optax",
    "jaxopt": "jaxopt",
    "torch": "torch",
    "scipy": "scipy",
    "scikit-learn": "sklearn",
    "blas": "scipy",
}


class Peer(NamedTuple):
    """A program that takes the same steps: `make(instance)` prepares it.

    `check` replaces `make` where the iterates are compared: on the draws it is given, if there are any. At most
    `window` steps from the start are the same. `iterates` is false for bare BLAS and LAPACK calls, which have none;
    they are compared where the `least` size makes a call from Python cheap.
    """

    make: Callable[[Any], Contestant]
    check: Callable[..., Contestant] | None = None
    window: int = MANY
    iterates: bool = True
    least: int = 1


def peers_of(name: str) -> dict[str, Peer]:
    """The algorithms that the peer `name` has. ValueError, saying what to install, where its library is missing."""
    try:
        importlib.import_module(NAMES[name])
    except ImportError as error:
        raise ValueError(
            f"peer {name!r} needs {error.name}, which is not installed: pip install 'refimpl[bench]'"
        ) from None
    module = {"scikit-learn": "sklearn"}.get(name, name)
    return importlib.import_module(f"verification.bench.peers.{module}").PEERS
