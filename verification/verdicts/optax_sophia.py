"""optax.contrib.sophia as an implementation: its estimator of the Hessian diagonal is given the case's own draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.adapters import library
from verification.adapters.optax import PLAIN, transformation
from verification.oracle import Case


class Sophia:
    """Sophia-H of optax with the probes of the case in place of those that optax draws from a key of its own."""

    layouts = (PLAIN,)

    def __call__(self, case: Case) -> list[np.ndarray]:
        """The iterates of one case."""
        jax, optax, contrib = library("optax", "jax", "optax", "optax.contrib")

        def estimate(updates: Any, state: Any, params: Any = None) -> tuple[Any, Any]:
            u = np.sign(case.draws.standard_normal(len(case.start)))
            product = u * case.oracles.hessian_vector(np.asarray(params, np.float64), u)
            return jax.numpy.asarray(product, params.dtype), state

        def make(step_size: Any, h: dict[str, Any]) -> Any:
            estimator = optax.GradientTransformation(lambda params: optax.EmptyState(), estimate)
            return contrib.sophia(
                step_size, b1=h["beta1"], b2=h["beta2"], eps=h["epsilon"], weight_decay=h["weight_decay"],
                gamma=h["gamma"], update_interval=h["period"], hessian_diagonal_fn=estimator,
            )  # fmt: skip

        # compiled, both branches of its refresh are traced, and the estimate has no numbers to work with
        with jax.disable_jit():
            return transformation(make, layouts=self.layouts)(case)
