"""SAM as it stands in optax, handed to the oracle; the same with a guard; and broken in three ways.

cd examples && refimpl check optax_sam:sam --algorithm sam
cd examples && refimpl check optax_sam:not_normalised --algorithm sam
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
from optax.contrib import normalize
from optax.contrib import sam as optax_sam

jax.config.update("jax_enable_x64", True)


def run(case, transformation):
    """Feed the gradients of the case to an optax SAM: every second update is a step, the other an ascent."""
    params, iterates = jnp.asarray(case.start), []
    state = transformation.init(params)
    for _ in range(case.steps):
        for _ in range(2):
            g = jnp.asarray(case.oracles.gradient(np.asarray(params)))
            updates, state = transformation.update(g, state, params)
            params = optax.apply_updates(params, updates)
        iterates.append(np.asarray(params))
    return iterates


def sam(case):
    """As documented: plain gradient steps, normalised ascent. It gives NaN where the gradient is zero."""
    base, ascent = optax.sgd(case.parameters["step_size"]), optax.sgd(case.parameters["rho"])
    return run(case, optax_sam(base, optax.chain(normalize(), ascent), sync_period=2))


def guarded(case):
    """The same with a normalisation that leaves a zero gradient alone."""

    def update(g, state, params=None):
        size = optax.tree.norm(g)
        return jnp.where(size > 0, g / jnp.where(size > 0, size, 1.0), g), state

    direction = optax.GradientTransformation(lambda params: optax.EmptyState(), update)
    base, ascent = optax.sgd(case.parameters["step_size"]), optax.sgd(case.parameters["rho"])
    return run(case, optax_sam(base, optax.chain(direction, ascent), sync_period=2))


def not_normalised(case):
    """Broken: the ascent step is rho g."""
    base, ascent = optax.sgd(case.parameters["step_size"]), optax.sgd(case.parameters["rho"])
    return run(case, optax_sam(base, ascent, sync_period=2))


def descending(case):
    """Broken: the perturbation goes downhill."""
    base, ascent = optax.sgd(case.parameters["step_size"]), optax.sgd(-case.parameters["rho"])
    return run(case, optax_sam(base, optax.chain(normalize(), ascent), sync_period=2))


def not_undone(case):
    """Broken: two optimisers in turn, so that the step starts from the perturbed point."""
    base = optax.sgd(case.parameters["step_size"])
    ascent = optax.chain(normalize(), optax.sgd(-case.parameters["rho"]))
    params, iterates = jnp.asarray(case.start), []
    states = [ascent.init(params), base.init(params)]
    for _ in range(case.steps):
        for i, transformation in enumerate((ascent, base)):
            g = jnp.asarray(case.oracles.gradient(np.asarray(params)))
            updates, states[i] = transformation.update(g, states[i], params)
            params = optax.apply_updates(params, updates)
        iterates.append(np.asarray(params))
    return iterates
