"""Momentum in optax."""

import optax


def optax_momentum(step_size, h):
    """Heavy ball with L2 decay; optax has no dampening."""
    if h["dampening"]:
        raise ValueError("optax has no dampening")
    decay = optax.add_decayed_weights(h["weight_decay"])
    return optax.chain(decay, optax.sgd(step_size, momentum=h["momentum"]))
