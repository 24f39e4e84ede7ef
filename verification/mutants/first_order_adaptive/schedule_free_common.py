"""Mistakes that both forms of Schedule-Free share."""

from __future__ import annotations

from typing import Any

from verification.claim import mutant


def shared(Method: Any, beta: str, share: Any) -> tuple[Any, ...]:
    """The mistakes as subclasses of a method with the states x and z, `beta` names the weight of x in y.

    `share(algorithm, state)` is the weight c of the iterate in the average of the coming step.
    """

    @mutant("BRANCH", "the weights of average and iterate in y are exchanged")
    class BetaExchanged(Method):
        """1 - beta for beta."""

        def step(self, problem, state, rng):
            return Method(*self)._replace(**{beta: 1 - getattr(self, beta)}).step(problem, state, rng)

    @mutant("STALE", "the gradient is taken at the average")
    class GradientAtAverage(Method):
        """y = x."""

        def step(self, problem, state, rng):
            moved = Method(*self).step(problem, state._replace(z=state.x), rng)
            z = state.z + (moved.z - state.x)
            c = share(self, state)
            return moved._replace(z=z, x=(1 - c) * state.x + c * z)

    @mutant("STALE", "the gradient is taken at the iterate")
    class GradientAtIterate(Method):
        """y = z."""

        def step(self, problem, state, rng):
            moved = Method(*self).step(problem, state._replace(x=state.z), rng)
            c = share(self, state)
            return moved._replace(x=(1 - c) * state.x + c * moved.z)

    @mutant("STALE", "the step starts from y instead of z")
    class StepFromY(Method):
        """z+ = y - eta grad f(y)."""

        def step(self, problem, state, rng):
            b = getattr(self, beta)
            moved = Method(*self).step(problem, state, rng)
            z = moved.z + b * (state.x - state.z)
            c = share(self, state)
            return moved._replace(z=z, x=(1 - c) * state.x + c * z)

    @mutant("STALE", "the average takes in the iterate of before the step")
    class OldIterateAveraged(Method):
        """x+ = (1 - c) x + c z."""

        def step(self, problem, state, rng):
            c = share(self, state)
            return Method(*self).step(problem, state, rng)._replace(x=(1 - c) * state.x + c * state.z)

    @mutant("SCHED", "the average forgets: its weight of the new iterate is constant")
    class ConstantShare(Method):
        """c = 1/10."""

        def step(self, problem, state, rng):
            moved = Method(*self).step(problem, state, rng)
            return moved._replace(x=0.9 * state.x + 0.1 * moved.z)

    @mutant("SCHED", "the average lags by one: c = 1/(n + 1) where n counts its members")
    class ShareBehind(Method):
        """c/(1 + c) for c."""

        def step(self, problem, state, rng):
            moved, c = Method(*self).step(problem, state, rng), share(self, state)
            return moved._replace(x=(state.x + c * moved.z) / (1 + c))

    @mutant("TERM", "there is no average: x is the iterate")
    class NoAverage(Method):
        """x+ = z+."""

        def step(self, problem, state, rng):
            moved = Method(*self).step(problem, state, rng)
            return moved._replace(x=moved.z)

    @mutant("DECAY", "the decay acts on the iterate instead of y")
    class DecayAtIterate(Method):
        """z+ = (1 - eta lambda) z - eta u."""

        def step(self, problem, state, rng):
            moved = Method(*self)._replace(weight_decay=0 * self.weight_decay).step(problem, state, rng)
            z = moved.z - self.step_size * self.weight_decay * state.z
            c = share(self, state)
            return moved._replace(z=z, x=(1 - c) * state.x + c * z)

    @mutant("TERM", "the decay is left out")
    class DecayForgotten(Method):
        """lambda = 0."""

        def step(self, problem, state, rng):
            return Method(*self)._replace(weight_decay=0 * self.weight_decay).step(problem, state, rng)

    @mutant("SIGN", "the step goes up instead of down")
    class Ascent(Method):
        """z+ = z + eta u."""

        def step(self, problem, state, rng):
            moved, c = Method(*self).step(problem, state, rng), share(self, state)
            z = 2 * state.z - moved.z
            return moved._replace(z=z, x=(1 - c) * state.x + c * z)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """1.02 eta."""

        def step(self, problem, state, rng):
            moved, c = Method(*self).step(problem, state, rng), share(self, state)
            z = state.z + 1.02 * (moved.z - state.z)
            return moved._replace(z=z, x=(1 - c) * state.x + c * z)

    return (
        BetaExchanged, GradientAtAverage, GradientAtIterate, StepFromY, OldIterateAveraged, ConstantShare, ShareBehind,
        NoAverage, DecayAtIterate, DecayForgotten, Ascent, StepTooLong,
    )  # fmt: skip
