"""optax.contrib.sam: the normalisation of the ascent gives NaN where the gradient is zero."""

import jax.numpy as jnp
import optax
from optax.contrib import normalize, sam

method = sam(optax.sgd(0.1), optax.chain(normalize(), optax.sgd(0.05)), sync_period=2)
x = jnp.ones(2)
ascent, _ = method.update(jnp.zeros(2), method.init(x), x)
assert jnp.isnan(ascent).all()  # SAM takes g / |g| as 0 there: nothing should move
