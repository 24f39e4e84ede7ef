"""Named mistakes in the gradient estimators of zeroth-order Frank-Wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA
from refimpl.frank_wolfe.zo_frank_wolfe import State, ZOFrankWolfe
from verification.claim import mutant


class _OwnEstimate(ZOFrankWolfe):
    """The step with an estimate of its own in place of RDSA's."""

    def estimate(self, problem, x, sample, c, rng):
        raise NotImplementedError

    def step(self, problem, state, rng):
        rho, c, gamma = self.schedule(state.t)
        g = self.estimate(problem, state.x, problem.sample(rng), c, rng)
        average = (1 - rho) * state.average + rho * g
        v = problem.linear_minimizer(average)
        return State((1 - gamma) * state.x + gamma * v, average, state.t + 1)


@mutant("SCALE", "the directions are normalised to the sphere, without the factor d")
class UnitDirections(_OwnEstimate):
    """z = n / |n|."""

    def estimate(self, problem, x, sample, c, rng):
        normal = rng.standard_normal(x.shape[0])
        z = normal / norm(normal)
        return (problem.sample_value(x + c * z, sample) - problem.sample_value(x, sample)) / c * z


@mutant("NOISE", "the directions are signs instead of normal vectors")
class SignDirections(_OwnEstimate):
    """z = sign(n)."""

    def estimate(self, problem, x, sample, c, rng):
        z = np.where(rng.standard_normal(x.shape[0]) > 0, np.ones_like(x), -np.ones_like(x))
        return (problem.sample_value(x + c * z, sample) - problem.sample_value(x, sample)) / c * z


@mutant("SCALE", "the difference is not divided by c_t")
class NotDivided(_OwnEstimate):
    """g = [F(x + c z) - F(x)] z."""

    def estimate(self, problem, x, sample, c, rng):
        z = rng.standard_normal(x.shape[0])
        return (problem.sample_value(x + c * z, sample) - problem.sample_value(x, sample)) * z


@mutant("TERM", "a two-sided difference: the value at x - c_t z instead of the one at x")
class TwoSided(_OwnEstimate):
    """g = [F(x + c z) - F(x - c z)] / 2c z."""

    def estimate(self, problem, x, sample, c, rng):
        z = rng.standard_normal(x.shape[0])
        behind = problem.sample_value(x - c * z, sample)
        return (problem.sample_value(x + c * z, sample) - behind) / (2 * c) * z


@mutant("NOISE", "the second value is taken without the sample: F(x + c z; y) - f(x)")
class BaseWithoutSample(_OwnEstimate):
    """g = [F(x + c z; y) - f(x)] / c z."""

    def estimate(self, problem, x, sample, c, rng):
        z = rng.standard_normal(x.shape[0])
        return (problem.sample_value(x + c * z, sample) - problem.value(x)) / c * z


@mutant("NOISE", "the second value is taken with a new sample: the noise is divided by c_t")
class SecondSample(_OwnEstimate):
    """g = [F(x + c z; y) - F(x; y')] / c z."""

    def estimate(self, problem, x, sample, c, rng):
        z = rng.standard_normal(x.shape[0])
        base = problem.sample_value(x, problem.sample(rng))
        return (problem.sample_value(x + c * z, sample) - base) / c * z


@mutant("SIGN", "KWSA looks backward: its bias changes sign")
class BackwardDifference(KWSA):
    """[F(x) - F(x - c e_i)] / c."""

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        g = np.zeros_like(x)
        for i in range(x.shape[0]):
            behind = x.copy()
            behind[i] = x[i] - c
            g[i] = (here - problem.sample_value(behind, sample)) / c
        return g


@mutant("STATE", "KWSA does not go back: the coordinates already moved stay moved")
class DriftingPoint(KWSA):
    """[F(x + c (e_1 + ... + e_i)) - F(x)] / c."""

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        g = np.zeros_like(x)
        ahead = x.copy()
        for i in range(x.shape[0]):
            ahead[i] = x[i] + c
            g[i] = (problem.sample_value(ahead, sample) - here) / c
        return g


@mutant("NOISE", "KWSA draws a new sample for every coordinate")
class CoordinateSamples(KWSA):
    """F(x + c e_i; y_i)."""

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        g = np.zeros_like(x)
        for i in range(x.shape[0]):
            ahead = x.copy()
            ahead[i] = x[i] + c
            g[i] = (problem.sample_value(ahead, problem.sample(rng)) - here) / c
        return g


@mutant("SCALE", "I-RDSA sums over the directions instead of averaging")
class SumOfDirections(IRDSA):
    """sum_j D(z_j) z_j."""

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        total = np.zeros_like(x)
        for _ in range(self.directions):
            z = rng.standard_normal(x.shape[0])
            total = total + (problem.sample_value(x + c * z, sample) - here) / c * z
        return total


@mutant("NOISE", "I-RDSA uses its first direction m times")
class OneDirection(IRDSA):
    """z_j = z_1."""

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        total = np.zeros_like(x)
        z = rng.standard_normal(x.shape[0])
        for _ in range(self.directions):
            total = total + (problem.sample_value(x + c * z, sample) - here) / c * z
        return total / self.directions


@mutant("TERM", "I-RDSA averages the differences and the directions apart")
class CrossedDirections(IRDSA):
    """mean D(z_j) times mean z_j."""

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        direction, slope = np.zeros_like(x), 0.0
        for _ in range(self.directions):
            z = rng.standard_normal(x.shape[0])
            direction = direction + z
            slope = slope + (problem.sample_value(x + c * z, sample) - here) / c
        return slope / self.directions * (direction / self.directions)


@mutant("NOISE", "I-RDSA draws a new sample for every direction")
class DirectionSamples(IRDSA):
    """F(x + c z_j; y_j)."""

    def estimate(self, problem, x, sample, c, rng):
        here = problem.sample_value(x, sample)
        total = np.zeros_like(x)
        for _ in range(self.directions):
            z = rng.standard_normal(x.shape[0])
            ahead = problem.sample_value(x + c * z, problem.sample(rng))
            total = total + (ahead - here) / c * z
        return total / self.directions


@mutant("POWER", "c_t of I-RDSA is divided by sqrt m instead of multiplied with it")
class RootOfDirectionsBelow(IRDSA):
    """2/(sqrt(m) d^{3/2})."""

    def smoothing(self, d):
        return IRDSA.smoothing(self, d) / self.directions


@mutant("TERM", "rho_t of I-RDSA has d/m for 1 + d/m")
class DirectionsPerDimension(IRDSA):
    """4/(d/m)^{1/3}."""

    def averaging(self, d):
        return 4.0 / (d / self.directions) ** (1 / 3)


@mutant("SCALE", "rho_t of RDSA is that of KWSA: the dimension is left out")
class AveragingWithoutDimension(RDSA):
    """4."""

    def averaging(self, d):
        return 4.0


@mutant("POWER", "c_t of RDSA is that of KWSA")
class SmoothingOfCoordinates(RDSA):
    """2/sqrt d."""

    def smoothing(self, d):
        return 2.0 / d**0.5


# estimators whose constants of the schedules are mistaken
CONSTANT_MUTANTS = (
    RootOfDirectionsBelow,
    DirectionsPerDimension,
    AveragingWithoutDimension,
    SmoothingOfCoordinates,
)

# methods in which RDSA is mistaken; SecondSample takes more draws than a replayed tape holds: claims plant it
RDSA_MUTANTS = (
    UnitDirections,
    SignDirections,
    NotDivided,
    TwoSided,
    BaseWithoutSample,
)

# estimators that take the place of the right one
KWSA_MUTANTS = (
    BackwardDifference,
    DriftingPoint,
    CoordinateSamples,
)
IRDSA_MUTANTS = (
    SumOfDirections,
    OneDirection,
    CrossedDirections,
    DirectionSamples,
)
