"""Named mistakes that K-FAC makes with either damping."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import identity_like, quotient
from verification.claim import mutant


def apart(aa):
    """a a' without the products of the last input, which counts as preconditioned by 1."""
    aa = aa.copy()
    aa[-1, :] = 0 * aa[-1, :]
    aa[:, -1] = 0 * aa[:, -1]
    aa[-1, -1] = aa[-1, -1] + 1
    return aa


def shared_mistakes(base: Any) -> tuple[Any, ...]:
    """Of a class with the methods of KFAC."""

    class Moments(base):
        """Other second moments."""

        def moments(self, problem, x, rng):
            g, aa, ss = base.moments(self, problem, x, rng)
            return g, *self.others(aa, ss)

    @mutant("SHAPE", "the factors are exchanged: (A (x) S)^{-1} of a gradient that is read row by row")
    class Swapped(base):
        """A^{-1} G S^{-1} in a square layer."""

        def preconditioned(self, G, A, S):
            return base.preconditioned(self, G.reshape(A.shape[0], S.shape[0]), S, A).reshape(G.shape)

    @mutant("TERM", "the row and column of the bias, the last input, are missing in A")
    class BiasApart(Moments):
        """A of the other inputs, and 1."""

        def others(self, aa, ss):
            return apart(aa), ss

    @mutant("SCALE", "the inputs are divided by the batch twice")
    class BatchTwice(Moments):
        """mean a a'/b."""

        def others(self, aa, ss):
            return aa / self.batch, ss

    @mutant("SCALE", "the signals are those of the mean loss: another 1/b^2")
    class SignalsOfTheMean(Moments):
        """mean E s s'/b^2."""

        def others(self, aa, ss):
            return aa, ss / (self.batch * self.batch)

    @mutant("SCALE", "the inputs are summed over the batch")
    class InputsSummed(Moments):
        """sum a a'."""

        def others(self, aa, ss):
            return self.batch * aa, ss

    @mutant("TERM", "A is diagonal")
    class DiagonalInputs(Moments):
        """diag mean a a'."""

        def others(self, aa, ss):
            return aa * identity_like(aa), ss

    @mutant("TERM", "S is diagonal")
    class DiagonalSignals(Moments):
        """diag mean E s s'."""

        def others(self, aa, ss):
            return aa, ss * identity_like(ss)

    @mutant("TERM", "the signals are left out: one factor only")
    class OnlyInputs(base):
        """S = I."""

        def preconditioned(self, G, A, S):
            return base.preconditioned(self, G, A, identity_like(S))

    @mutant("TERM", "the inputs are left out: one factor only")
    class OnlySignals(base):
        """A = I."""

        def preconditioned(self, G, A, S):
            return base.preconditioned(self, G, identity_like(A), S)

    @mutant("STALE", "the factors of the step before, but for the first")
    class OldFactors(base):
        """V from A and S."""

        def step(self, problem, state, rng):
            g, aa, ss = self.moments(problem, state.x, rng)
            A, S = self.averaged(state.A, aa, state.k), self.averaged(state.S, ss, state.k)
            used = (A, S) if state.k == 0 else (state.A, state.S)
            v = self.preconditioned(g.reshape(S.shape[0], A.shape[0]), *used).ravel()
            nu = self.clipped(g, v)
            return state._replace(x=state.x - self.step_size * nu * v, A=A, S=S, k=state.k + 1)

    @mutant("STATE", "factors are not averaged over steps")
    class NoAverage(base):
        """A+ = mean a a'."""

        def averaged(self, old, new, k):
            return new

    @mutant("STATE", "the weights of old and new are exchanged")
    class WeightsExchanged(base):
        """1 - w for w, but for the first batch."""

        def averaged(self, old, new, k):
            return new if k == 0 else old + new - base.averaged(self, old, new, k)

    @mutant("BIAS", "an average that starts at zero, not corrected")
    class ZeroStart(base):
        """w = beta."""

        def averaged(self, old, new, k):
            return self.decay * old + (1 - self.decay) * new

    @mutant("SCHED", "beta from the second batch on")
    class NoPlainMean(base):
        """w = beta for t > 1."""

        def averaged(self, old, new, k):
            return new if k == 0 else self.decay * old + (1 - self.decay) * new

    @mutant("SCHED", "a plain mean for ever")
    class NeverForgets(base):
        """w = 1 - 1/t."""

        def averaged(self, old, new, k):
            return (k * old + new) / (k + 1)

    @mutant("SIGN", "uphill")
    class Uphill(base):
        """W+ = W + eta nu V."""

        def preconditioned(self, G, A, S):
            return -base.preconditioned(self, G, A, S)

        def clipped(self, g, v):
            return base.clipped(self, g, -v)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(base):
        """1.02 eta."""

        def clipped(self, g, v):
            return 1.02 * base.clipped(self, g, v)

    @mutant("SCALE", "the clip does not know the step size")
    class ClipWithoutStepSize(base):
        """sqrt(kappa/<V, G>)."""

        def clipped(self, g, v):
            return base.clipped(self._replace(step_size=1.0), g, v)

    @mutant("POWER", "the step size enters the clip to the first power")
    class ClipOfOneStepSize(base):
        """sqrt(kappa/(eta <V, G>))."""

        def clipped(self, g, v):
            return base.clipped(self._replace(step_size=np.sqrt(self.step_size)), g, v)

    @mutant("POWER", "no root in the clip")
    class ClipWithoutRoot(base):
        """kappa/(eta^2 <V, G>)."""

        def clipped(self, g, v):
            nu = base.clipped(self, g, v)
            return nu * nu

    @mutant("STALE", "the clip looks at the gradient alone")
    class ClipOfTheGradient(base):
        """sqrt(kappa/(eta^2 |G|^2))."""

        def clipped(self, g, v):
            return base.clipped(self, g, g)

    @mutant("DAMP", "no clip")
    class NoClip(base):
        """nu = 1."""

        def clipped(self, g, v):
            return 1.0

    @mutant("BRANCH", "short steps are lengthened")
    class AlwaysRescaled(base):
        """nu = sqrt(kappa/(eta^2 <V, G>)), also above 1."""

        def clipped(self, g, v):
            size = self.step_size * self.step_size * np.dot(g, v)
            return np.sqrt(quotient(self.clip, size)) if size > 0 else 1.0

    return (
        Swapped,
        BiasApart,
        BatchTwice,
        SignalsOfTheMean,
        InputsSummed,
        DiagonalInputs,
        DiagonalSignals,
        OnlyInputs,
        OnlySignals,
        OldFactors,
        NoAverage,
        WeightsExchanged,
        ZeroStart,
        NoPlainMean,
        NeverForgets,
        Uphill,
        StepTooLong,
        ClipWithoutStepSize,
        ClipOfOneStepSize,
        ClipWithoutRoot,
        ClipOfTheGradient,
        NoClip,
        AlwaysRescaled,
    )
