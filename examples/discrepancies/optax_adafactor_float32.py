"""optax.adafactor: the power t^(-4/5) is worked out in float32 also for float64 parameters."""

import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)
method, x = optax.scale_by_factored_rms(factored=False, epsilon=0.0), jnp.ones(1)
_, state = method.update(1.0 * x, method.init(x), x)
step, _ = method.update(3.0 * x, state, x)  # v_1 = 1, v_2 = (1 - w) 1 + w 9, w = 2^(-4/5)
assert 1e-10 < abs(step[0] - 3 / (1 + 8 * 2**-0.8) ** 0.5) < 1e-7
