"""Optimisers of other libraries on a gradient tape with changing step sizes, in float64."""

from __future__ import annotations

import numpy as np
import pytest


def optax_iterates(make, x0, gradients, step_sizes):
    """Iterates (T + 1, ...) of `make(optax, learning_rate)`, the learning rate being a schedule."""
    optax = pytest.importorskip("optax", reason="optax is not installed: pip install 'refimpl[peers]'")
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    sizes = jnp.asarray(step_sizes)
    transformation = make(optax, lambda count: sizes[count])
    x = jnp.asarray(x0)
    state, found = transformation.init(x), [np.asarray(x0)]
    for g in gradients:
        updates, state = transformation.update(jnp.asarray(g), state, x)
        x = optax.apply_updates(x, updates)
        found.append(np.asarray(x))
    return np.array(found)


def torch_iterates(make, x0, gradients, step_sizes):
    """Iterates (T + 1, ...) of the optimiser `make(torch, [parameter])`, whose `lr` is set before every step."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    x = torch.tensor(np.array(x0), dtype=torch.float64, requires_grad=True)
    optimiser, found = make(torch, [x]), [np.array(x0)]
    for g, s in zip(gradients, step_sizes, strict=True):
        for group in optimiser.param_groups:
            group["lr"] = float(s)
        x.grad = torch.tensor(np.array(g), dtype=torch.float64)
        optimiser.step()
        found.append(x.detach().numpy().copy())
    return np.array(found)
