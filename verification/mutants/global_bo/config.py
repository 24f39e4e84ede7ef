"""Named mistakes in CONFIG."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.config import CONFIG
from refimpl.global_bo.gaussian_process import covariances
from verification.claim import mutant
from verification.mutants.global_bo.posteriors import of_the_process


@mutant("SIGN", "upper bounds of the constraints: what is not known to be feasible is excluded")
class UpperWalls(CONFIG):
    """u + wall_width s <= 0."""

    def choice(self, known, walls):
        return CONFIG.choice(self._replace(wall_width=-self.wall_width), known, walls)


@mutant("SIGN", "the upper bound of the objective is minimised")
class UpperBound(CONFIG):
    """m + width s."""

    def choice(self, known, walls):
        return CONFIG.choice(self._replace(width=-self.width), known, walls)


@mutant("SCALE", "both widths are three tenths of what they should be")
class WidthsUnderstated(CONFIG):
    """0.3 width, 0.3 wall_width."""

    def choice(self, known, walls):
        less = self._replace(width=0.3 * self.width, wall_width=0.3 * self.wall_width)
        return CONFIG.choice(less, known, walls)


@mutant("TERM", "no widths: the means are taken for the truth")
class Greedy(CONFIG):
    """width = wall_width = 0."""

    def choice(self, known, walls):
        return CONFIG.choice(self._replace(width=0.0, wall_width=0.0), known, walls)


@mutant("POWER", "bounds by variances")
class VarianceForDeviation(CONFIG):
    """C_jj for s."""

    def choice(self, known, walls):
        return CONFIG.choice(self, known._replace(covariance=known.covariance**2), walls)


@mutant("STALE", "the two widths are exchanged")
class WidthsExchanged(CONFIG):
    """wall_width for f, width for g."""

    def choice(self, known, walls):
        return CONFIG.choice(self._replace(width=self.wall_width, wall_width=self.width), known, walls)


@mutant("BRANCH", "one constraint that may hold is enough")
class AnyWall(CONFIG):
    """min."""

    def choice(self, known, walls):
        return CONFIG.choice(self, known, np.min(walls, axis=1).reshape((walls.shape[0], 1)))


@mutant("TERM", "the mean of the constraints is bounded, not each")
class MeanWall(CONFIG):
    """mean."""

    def choice(self, known, walls):
        return CONFIG.choice(self, known, np.mean(walls, axis=1).reshape((walls.shape[0], 1)))


@mutant("TERM", "the constraints are not looked at")
class Unconstrained(CONFIG):
    """All points."""

    def choice(self, known, walls):
        return CONFIG.choice(self, known, 0.0 * walls)


@mutant("BRANCH", "constraints are to be positive")
class WallsReversed(CONFIG):
    """-g."""

    def choice(self, known, walls):
        return CONFIG.choice(self, known, -walls)


@mutant("STATE", "what was learnt of the constraints is forgotten")
class WallsKept(CONFIG):
    """u+ = u."""

    def step(self, problem, state, rng):
        return CONFIG.step(self, problem, state, rng)._replace(walls=state.walls)


@mutant("STALE", "the means of the constraints move by the covariance after the query")
class WallsByNewCovariance(CONFIG):
    """w from C+."""

    def after(self, problem, known, walls, i, values):
        new = CONFIG.after(self, problem, known, walls, i, values)
        column = new.known.covariance[:, i]
        weights = column / (column[i] + self.noise)
        return new._replace(walls=walls + np.outer(weights, values - walls[i]))


@mutant("NOISE", "the deviation of the noise stands for its variance")
class NoiseDeviation(CONFIG):
    """sqrt(noise)."""

    def step(self, problem, state, rng):
        return CONFIG.step(self._replace(noise=np.sqrt(self.noise)), problem, state, rng)


@mutant("TERM", "the prior mean of the constraints is left out")
class WallMeanZero(CONFIG):
    """wall_mean = 0."""

    def init(self, problem, x0):
        return CONFIG.init(self._replace(wall_mean=0.0), problem, x0)


@mutant("STATE", "all stays as uncertain as it was before the first query")
class PriorCovariance(CONFIG):
    """C+ = K."""

    def step(self, problem, state, rng):
        new = CONFIG.step(self, problem, state, rng)
        K = covariances(state.known.points, self.lengthscale)
        return new._replace(known=new.known._replace(covariance=K))


@mutant("CERT", "infeasibility is not declared: the search goes on without constraints")
class NeverDeclares(CONFIG):
    """All points where none may be feasible."""

    def choice(self, known, walls):
        i = CONFIG.choice(self, known, walls)
        return i if i >= 0 else CONFIG.choice(self, known, 0.0 * walls)


@mutant("CERT", "infeasibility is declared when the best point of the objective may not be feasible")
class DeclaresByObjective(CONFIG):
    """The constraint at argmin l decides."""

    def choice(self, known, walls):
        best = CONFIG.choice(self, known, 0.0 * walls)
        return best if best == CONFIG.choice(self, known, walls) else -1


MUTANTS = (
    UpperWalls,
    UpperBound,
    WidthsUnderstated,
    Greedy,
    VarianceForDeviation,
    WidthsExchanged,
    AnyWall,
    MeanWall,
    Unconstrained,
    WallsReversed,
    WallsKept,
    WallsByNewCovariance,
    NoiseDeviation,
    WallMeanZero,
    PriorCovariance,
    NeverDeclares,
    DeclaresByObjective,
    *of_the_process(CONFIG)[:3],
)
