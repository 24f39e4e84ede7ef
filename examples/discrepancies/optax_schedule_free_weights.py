"""optax.contrib.schedule_free_sgd: the average weighs every step by the step size of the next one."""

import jax.numpy as jnp
import optax.contrib

sizes = jnp.array([1.0, 2.0, 2.0, 2.0])
method, y = optax.contrib.schedule_free_sgd(lambda count: sizes[count], b1=0.5), jnp.zeros(1)
state = method.init(y)
for _ in range(2):
    change, state = method.update(-jnp.ones(1), state, y)  # z = 1, 3
    y = y + change
x = float(optax.contrib.schedule_free_eval_params(state, y)[0])
assert (
    abs(x - (4 * 1 + 4 * 3) / 8) < 1e-6 < abs(x - (1 * 1 + 4 * 3) / 5)
)  # weights: squares of the steps 1 and 2
