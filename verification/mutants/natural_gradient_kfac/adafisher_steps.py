"""Named mistakes that AdaFisher and AdaFisherW share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.natural_gradient_kfac.adafisher import State
from refimpl.natural_gradient_kfac.one_layer import input_and_signal
from refimpl.second_order.gauss_newton import drawn
from verification.claim import mutant


def means(method, problem, x, rng):
    """The means of s a' row by row, of a^2 and of s^2 over a batch."""
    columns = x.shape[0] // method.rows
    g, aa, ss = np.zeros_like(x), np.zeros_like(x[:columns]), np.zeros_like(x[: method.rows])
    for draw in drawn(problem, method.batch, rng):
        a, s = input_and_signal(problem, x, draw, columns)
        g, aa, ss = g + np.outer(s, a).ravel(), aa + a * a, ss + s * s
    return g / method.batch, aa / method.batch, ss / method.batch


def step(
    method,
    problem,
    state,
    rng,
    decays,
    *,
    fisher=None,
    old=False,
    corrected=True,
    ema=None,
    g=None,
    scale=1.0,
):
    """A step with decays in the gradient and beside it; with another `fisher`(S, H), old statistics, no correction
    of the bias, another update `ema` of the statistics, another function `g` of gradient and statistics, or length.
    """
    gradient, aa, ss = means(method, problem, state.x, rng)
    if g is not None:
        gradient, aa, ss = g(gradient, aa, ss)
    if ema is None:
        H, S = method.keep * state.H + method.add * aa, method.keep * state.S + method.add * ss
    else:
        H, S = ema(state.H, aa), ema(state.S, ss)
    coupled, decoupled = decays
    m = method.beta * state.m + (1 - method.beta) * (gradient + coupled * state.x)
    power = state.power * method.beta
    fisher = (lambda S, H: np.outer(S, H).ravel() + method.damping) if fisher is None else fisher
    mean = m / (1 - power) if corrected else m
    update = mean / (fisher(state.S, state.H) if old else fisher(S, H))
    return State(state.x - scale * method.step_size * (update + decoupled * state.x), m, power, H, S)


def shared_mistakes(base: Any) -> tuple[Any, ...]:
    """Of a class that says in decays() how much of its decay is coupled, and how much is not."""

    @mutant("SHAPE", "the factors are exchanged: S belongs to columns, H to rows")
    class Swapped(base):
        """F = H S', read row by row."""

        def step(self, problem, state, rng):
            return step(
                self,
                problem,
                state,
                rng,
                self.decays(),
                fisher=lambda S, H: np.outer(H, S).ravel() + self.damping,
            )

    @mutant("POWER", "the square root of the Fisher matrix, as Adam would have it")
    class SquareRoot(base):
        """sqrt(S H') + lambda."""

        def step(self, problem, state, rng):
            return step(
                self,
                problem,
                state,
                rng,
                self.decays(),
                fisher=lambda S, H: np.sqrt(np.outer(S, H)).ravel() + self.damping,
            )

    @mutant("DAMP", "no damping")
    class NoDamping(base):
        """S H'."""

        def step(self, problem, state, rng):
            return step(self, problem, state, rng, self.decays(), fisher=lambda S, H: np.outer(S, H).ravel())

    @mutant("DAMP", "the damping is added to both factors")
    class FactoredDamping(base):
        """(S + sqrt lambda) (H + sqrt lambda)'."""

        def step(self, problem, state, rng):
            root = np.sqrt(self.damping)
            return step(
                self,
                problem,
                state,
                rng,
                self.decays(),
                fisher=lambda S, H: np.outer(S + root, H + root).ravel(),
            )

    @mutant("TERM", "the inputs are left out: one factor only")
    class OnlySignals(base):
        """S 1' + lambda."""

        def step(self, problem, state, rng):
            return step(
                self,
                problem,
                state,
                rng,
                self.decays(),
                fisher=lambda S, H: np.outer(S, np.ones_like(H)).ravel() + self.damping,
            )

    @mutant("STALE", "the statistics of the step before")
    class OldStatistics(base):
        """S, H in place of S+, H+."""

        def step(self, problem, state, rng):
            return step(self, problem, state, rng, self.decays(), old=True)

    @mutant("STATE", "statistics are not averaged over steps")
    class NoAverage(base):
        """H+ = mean a^2."""

        def step(self, problem, state, rng):
            return step(self, problem, state, rng, self.decays(), ema=lambda old, new: new)

    @mutant("STATE", "the weights of old and new statistics are exchanged")
    class WeightsExchanged(base):
        """H+ = add H + keep mean a^2."""

        def step(self, problem, state, rng):
            return step(
                self,
                problem,
                state,
                rng,
                self.decays(),
                ema=lambda old, new: self.add * old + self.keep * new,
            )

    @mutant("STATE", "the statistics start at zero")
    class ZeroStart(base):
        """H_0 = S_0 = 0."""

        def init(self, problem, x0):
            state = super().init(problem, x0)
            return state._replace(H=0 * state.H, S=0 * state.S)

    @mutant("BIAS", "the mean of the gradients is not corrected")
    class NotCorrected(base):
        """m in place of m/(1 - beta^t)."""

        def step(self, problem, state, rng):
            return step(self, problem, state, rng, self.decays(), corrected=False)

    @mutant("SCALE", "the inputs are summed over the batch, as in the released code for layers without bias")
    class InputsSummed(base):
        """sum a^2."""

        def step(self, problem, state, rng):
            return step(
                self, problem, state, rng, self.decays(), g=lambda g, aa, ss: (g, self.batch * aa, ss)
            )

    @mutant("SCALE", "the signals are those of the mean loss: another 1/b^2")
    class SignalsOfTheMean(base):
        """mean (s/b)^2."""

        def step(self, problem, state, rng):
            return step(
                self, problem, state, rng, self.decays(), g=lambda g, aa, ss: (g, aa, ss / self.batch**2)
            )

    @mutant("SIGN", "uphill")
    class Uphill(base):
        """-g."""

        def step(self, problem, state, rng):
            return step(self, problem, state, rng, self.decays(), g=lambda g, aa, ss: (-g, aa, ss))

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(base):
        """1.02 eta."""

        def step(self, problem, state, rng):
            return step(self, problem, state, rng, self.decays(), scale=1.02)

    return (
        Swapped,
        SquareRoot,
        NoDamping,
        FactoredDamping,
        OnlySignals,
        OldStatistics,
        NoAverage,
        WeightsExchanged,
        ZeroStart,
        NotCorrected,
        InputsSummed,
        SignalsOfTheMean,
        Uphill,
        StepTooLong,
    )
