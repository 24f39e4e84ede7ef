"""Mistakes that every relative of Adam invites, made from outside: other parameters, an emptied state, a wrong step."""

from __future__ import annotations

from typing import Any

from verification.claim import mutant


def common(Method: Any, *left_out: str) -> tuple[Any, ...]:
    """The mistakes as subclasses of a method with `beta1`, `beta2`, `epsilon` and the states x, m and t.

    Those named in `left_out` are not among them.
    """

    def other(algorithm: Any, **fields: Any) -> Any:
        return Method(*algorithm)._replace(**fields)

    @mutant("BIAS", "the counter is one step ahead: beta^(t+1) in the corrections")
    class CounterAhead(Method):
        """t + 1 for t."""

        def step(self, problem, state, rng):
            after = Method(*self).step(problem, state._replace(t=state.t + 1), rng)
            return after._replace(t=after.t - 1)

    @mutant("BIAS", "the counter goes up by two per step")
    class CounterTwice(Method):
        """2 t for t."""

        def step(self, problem, state, rng):
            after = Method(*self).step(problem, state._replace(t=2 * state.t + 1), rng)
            return after._replace(t=state.t + 1)

    @mutant("EPS", "epsilon is left out")
    class EpsilonDropped(Method):
        """epsilon = 0."""

        def step(self, problem, state, rng):
            return other(self, epsilon=0.0).step(problem, state, rng)

    @mutant("BRANCH", "beta1 and beta2 are exchanged")
    class BetasExchanged(Method):
        """beta2 for the first moment, beta1 for the second."""

        def step(self, problem, state, rng):
            return other(self, beta1=self.beta2, beta2=self.beta1).step(problem, state, rng)

    @mutant(
        "SCALE", "the betas weight the new value instead of the kept one (the convention of other papers)"
    )
    class OtherConvention(Method):
        """1 - beta for beta."""

        def step(self, problem, state, rng):
            return other(self, beta1=1 - self.beta1, beta2=1 - self.beta2).step(problem, state, rng)

    @mutant("STATE", "the first moment is emptied before every step")
    class FirstMomentEmptied(Method):
        """m = 0 at every step."""

        def step(self, problem, state, rng):
            return Method(*self).step(problem, state._replace(m=0 * state.m), rng)

    @mutant("SIGN", "the step goes up instead of down")
    class Ascent(Method):
        """x+ = x + (x - x+)."""

        def step(self, problem, state, rng):
            after = Method(*self).step(problem, state, rng)
            return after._replace(x=2 * state.x - after.x)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """x+ = x + 1.02 (x+ - x)."""

        def step(self, problem, state, rng):
            return other(self, step_size=1.02 * self.step_size).step(problem, state, rng)

    made = (
        CounterAhead, CounterTwice, EpsilonDropped, BetasExchanged, OtherConvention, FirstMomentEmptied, Ascent,
        StepTooLong,
    )  # fmt: skip
    return tuple(m for m in made if m.__name__ not in left_out)
