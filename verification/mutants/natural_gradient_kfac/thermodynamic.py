"""Named mistakes that both forms of thermodynamic natural gradient share, made of the form."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from verification.claim import mutant


def relaxed(algorithm, y, B, g, rng, *, inner, variance=2.0, root=True, frozen=False, decay=1.0):
    """The process with another variance of its noise, its h outside the root, one draw for all steps, or no decay."""
    h, T = algorithm.time_step, algorithm.temperature
    size = np.sqrt(variance * h * T) if root else h * np.sqrt(variance * T)
    noise = size * rng.standard_normal(g.shape[0]) if frozen and inner else 0.0
    for _ in range(inner):
        if not frozen:
            noise = size * rng.standard_normal(g.shape[0])
        y = y - h * (decay * (B @ y) - g) + noise
    return y


def shared(base: Any, finish: Any) -> tuple[Any, ...]:
    """Mutants of `base`; `finish(algorithm, state, run, B, g)` ends a step; run(y, B, g, n) is the process."""

    def make(fault_class: str, words: str, name: str, damping: float = 1.0, **change: Any) -> Any:
        def step(self: Any, problem: Any, state: Any, rng: Any) -> Any:
            B = add_to_diagonal(problem.gauss_newton(state.x), damping * self.damping)
            return finish(
                self, state, lambda y, B, g, n: relaxed(self, y, B, g, rng, inner=n, **change), B,
                problem.gradient(state.x),
            )  # fmt: skip

        return mutant(fault_class, words)(
            type(name, (base,), {"step": step, "__doc__": words, "__module__": __name__})
        )

    return (
        make(
            "NOISE",
            "the noise has the variance h T: the 2 of the process is forgotten",
            "HalfNoise",
            variance=1.0,
        ),
        make(
            "NOISE", "the noise is h sqrt(2 T): the step is outside the root", "NoiseOfOrderStep", root=False
        ),
        make("NOISE", "the noise is drawn once and kept for all inner steps", "FrozenNoise", frozen=True),
        make("DAMP", "the damping is forgotten", "NotDamped", damping=0.0),
        make("TERM", "the pull to the solution is forgotten: the gradient is summed up", "NoPull", decay=0.0),
        make("SIGN", "the process runs away from the solution", "WrongPull", decay=-1.0),
    )
