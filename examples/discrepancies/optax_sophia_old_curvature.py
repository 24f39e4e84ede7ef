"""optax.contrib.sophia: a step divides by the curvature of before the refresh, so the first one is of the sign only."""

import jax.numpy as jnp
import optax
from optax.contrib import sophia

twos = optax.GradientTransformation(lambda x: optax.EmptyState(), lambda g, state, x: (2 * g / g, state))
method = sophia(1.0, b1=0.0, b2=0.0, gamma=1.0, update_interval=1, hessian_diagonal_fn=twos)
x, state, moved = jnp.ones(1), method.init(jnp.ones(1)), []
for _ in range(2):
    step, state = method.update(0.5 * x, state, 0 * x)  # a gradient of 1/2, a curvature of 2
    moved.append(float(-step[0]))
assert moved == [1.0, 0.25]  # the paper refreshes first: 1/4 in both steps
