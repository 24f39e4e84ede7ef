"""optax.adan: the weight of the gradient difference is 1 - b2 where the algorithm has b2."""

import jax.numpy as jnp
import optax

method, x, b2 = optax.adan(1.0, b1=0.5, b2=0.75, b3=0.5, eps=0.0, eps_root=0.0), jnp.ones(1), 0.75
_, state = method.update(1.0 * x, method.init(x), x)
step, _ = method.update(3.0 * x, state, x)  # gradients 1, 3; m = 7/3, difference 2, w = 8/7
n = {w: ((1 + 2 * (3 + w * 2) ** 2) / 3) ** 0.5 for w in (b2, 1 - b2)}
u = {w: (7 / 3 + w * 8 / 7) / n[w] for w in n}
assert abs(-step[0] - u[1 - b2]) < 1e-6 < abs(-step[0] - u[b2])
