"""optax: its transformation inside the fused loop of JAX."""

from __future__ import annotations

import importlib
from typing import Any

from verification.bench.cases import Instance
from verification.bench.peers import Contestant, Peer
from verification.bench.peers.jax import fused

optax: Any = importlib.import_module("optax")


def _loop(transformation: Any, gradient: Any, data: Any, x0: Any) -> Contestant:
    def step(p: Any, s: Any, k: Any) -> Any:
        x, state = s
        updates, state = transformation.update(gradient(p, x), state, x)
        return optax.apply_updates(x, updates), state

    return fused(step, data, (x0, transformation.init(x0)))


def _sgd(instance: Instance) -> Contestant:
    transformation = optax.sgd(instance.algorithm.step_size)
    return _loop(transformation, lambda p, x: p[0] @ x - p[1], tuple(instance.problem), instance.x0)


def _adam(instance: Instance) -> Contestant:
    eta, beta1, beta2, epsilon = instance.algorithm
    transformation = optax.adam(eta, beta1, beta2, epsilon)
    return _loop(transformation, lambda p, x: 2 * x / (1 + x * x), (), instance.x0)


PEERS = {"gradient-descent": Peer(_sgd), "adam": Peer(_adam)}
