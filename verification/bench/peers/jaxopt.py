"""jaxopt: its own jitted gradient descent with a constant step and no stopping."""

from __future__ import annotations

import importlib
from typing import Any

from verification.bench.cases import Instance
from verification.bench.peers import Contestant, Peer
from verification.bench.peers.jax import jnp

jax: Any = importlib.import_module("jax")
jaxopt: Any = importlib.import_module("jaxopt")


def _gradient_descent(instance: Instance) -> Contestant:
    (eta,), (A, b) = instance.algorithm, map(jnp.asarray, instance.problem)

    def value_and_gradient(x: Any, A: Any, b: Any) -> Any:
        Ax = A @ x
        return x @ Ax / 2 - b @ x, Ax - b

    x0 = jnp.asarray(instance.x0)
    solver = jaxopt.GradientDescent(
        value_and_gradient, value_and_grad=True, stepsize=eta, acceleration=False, tol=0.0, jit=True
    )
    loop = jax.jit(
        lambda steps, A, b: jax.lax.fori_loop(
            0, steps, lambda k, s: tuple(solver.update(s[0], s[1], A, b)), (x0, solver.init_state(x0, A, b))
        )
    )
    return lambda steps: loop(steps, A, b)[0].block_until_ready()


PEERS = {"gradient-descent": Peer(_gradient_descent)}
