"""Mistakes that the methods with an online readout share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.bilevel.blockwise import below
from verification.claim import mutant


def of_online(base: Any) -> tuple[Any, ...]:
    """Mistakes in the stream and in its reversal as mutants of `base`."""

    @mutant("HYPERGRAD", "the gradient is not taken through the stream (first order)")
    class FirstOrder(base):
        """The gradient of L in (W, v_K)."""

        def pulled_back(self, problem, W, vs, chosen, inputs, targets):
            return self.outer(problem, W, vs[-1], chosen)

    @mutant("HYPERGRAD", "the features in the online updates count as constants")
    class FeaturesDetached(base):
        """G is not changed."""

        def reversed_step(self, W, v, z, y, G, a):
            return G, super().reversed_step(W, v, z, y, G, a)[1]

    @mutant("HYPERGRAD", "the error in an online update counts as a constant")
    class ErrorDetached(base):
        """G - alpha e a z', and a as it is."""

        def reversed_step(self, W, v, z, y, G, a):
            e = np.dot(W @ z, v) - y
            return G - self.inner_step_size * np.outer(e * a, z), a

    @mutant("TERM", "the derivative of an update forgets that its features are a factor beside the error")
    class FactorForgotten(base):
        """G - alpha (a'h) v z'."""

        def reversed_step(self, W, v, z, y, G, a):
            h = W @ z
            moved = super().reversed_step(W, v, z, y, G, a)[1]
            return G - self.inner_step_size * np.outer(np.dot(a, h) * v, z), moved

    @mutant("STALE", "an update is differentiated at the readout it leads to")
    class ReadoutAfterUpdate(base):
        """v_{t+1} for v_t."""

        def pulled_back(self, problem, W, vs, *rest):
            return super().pulled_back(problem, W, [*vs[1:], vs[-1]], *rest)

    @mutant("TERM", "the outer loss knows the last task only: interference costs nothing")
    class LastTaskOnly(base):
        """q of the last task."""

        def outer(self, problem, W, v, chosen):
            return super().outer(problem, W, v, [chosen[-1]] * self.tasks)

    @mutant("STALE", "the stream is learned as one batch: all errors are those of the first readout")
    class StreamAsBatch(base):
        """e = h'v_0 - y."""

        def followed(self, W, v, inputs, targets):
            vs = [v]
            for z, y in zip(inputs, targets, strict=True):
                h = W @ z
                vs.append(vs[-1] - self.inner_step_size * (np.dot(h, v) - y) * h)
            return vs

    @mutant("STATE", "every task starts at the first readout: nothing of the earlier ones is kept")
    class ReadoutReset(base):
        """v_0 at the start of a task."""

        def followed(self, W, v, inputs, targets):
            vs, k = [v], len(targets) // self.tasks
            for t in range(0, len(targets), k):
                vs += super().followed(W, v, inputs[t : t + k], targets[t : t + k])[1:]
            return vs

    @mutant("NOISE", "tasks are drawn with replacement")
    class WithReplacement(base):
        """A task may come twice."""

        def sampled(self, m, rng):
            return [below(rng.random(), m) for _ in range(self.tasks)]

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(base):
        """1.02 eta."""

        def step(self, problem, state, rng):
            return super(StepTooLong, self._replace(step_size=1.02 * self.step_size)).step(
                problem, state, rng
            )

    return (
        FirstOrder, FeaturesDetached, ErrorDetached, FactorForgotten, ReadoutAfterUpdate, LastTaskOnly,
        StreamAsBatch, ReadoutReset, WithReplacement, StepTooLong,
    )  # fmt: skip
