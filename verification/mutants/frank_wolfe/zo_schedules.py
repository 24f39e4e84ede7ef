"""Named mistakes in the schedules of zeroth-order Frank-Wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import rational_power
from refimpl.frank_wolfe.zo_frank_wolfe import ZOFrankWolfe
from verification.claim import mutant


@mutant("POWER", "rho_t decays with (t+8)^{1/3} instead of (t+8)^{2/3}")
class AveragingCubeRoot(ZOFrankWolfe):
    """rho_t = averaging / s^{1/3}."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        return np.minimum(1.0, self.averaging / root), self.smoothing / root, 2 / s


@mutant("STATE", "no averaging: rho_t = 1, d_t = g_t")
class NoAveraging(ZOFrankWolfe):
    """d_t = g_t."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        return 1.0, self.smoothing / root, 2 / s


@mutant("DECAY", "rho_t does not decay")
class AveragingConstant(ZOFrankWolfe):
    """rho_t = rho_0."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        first = rational_power(self.shift, 2, 3)
        return np.minimum(1.0, self.averaging / first), self.smoothing / root, 2 / s


@mutant("SCALE", "rho_t is 2 % too large")
class AveragingTooLarge(ZOFrankWolfe):
    """1.02 rho_t."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        return np.minimum(1.0, 1.02 * self.averaging / (root * root)), self.smoothing / root, 2 / s


@mutant("DECAY", "c_t does not decay")
class SmoothingConstant(ZOFrankWolfe):
    """c_t = c_0."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        first = rational_power(self.shift, 1, 3)
        return np.minimum(1.0, self.averaging / (root * root)), self.smoothing / first, 2 / s


@mutant("SCALE", "c_t is 2 % too large")
class SmoothingTooLarge(ZOFrankWolfe):
    """1.02 c_t."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        return np.minimum(1.0, self.averaging / (root * root)), 1.02 * self.smoothing / root, 2 / s


@mutant("SCALE", "gamma_t is 2 % too large")
class StepTooLong(ZOFrankWolfe):
    """1.02 gamma_t."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        return np.minimum(1.0, self.averaging / (root * root)), self.smoothing / root, 1.02 * 2 / s


@mutant("SCHED", "gamma_t = 2/(t+2) next to the schedules of t + 8")
class ClassicalStep(ZOFrankWolfe):
    """gamma_t = 2 / (t + 2)."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        return (
            np.minimum(1.0, self.averaging / (root * root)),
            self.smoothing / root,
            2 / (s - self.shift + 2),
        )


@mutant("DECAY", "gamma_t does not decay")
class ConstantStep(ZOFrankWolfe):
    """gamma_t = gamma_0."""

    def schedule(self, t):
        s = t + self.shift
        root = rational_power(s, 1, 3)
        return np.minimum(1.0, self.averaging / (root * root)), self.smoothing / root, 2 / self.shift


@mutant("SCHED", "the schedules start at t = 1 instead of t = 0")
class CountFromOne(ZOFrankWolfe):
    """s = t + 1 + shift."""

    def schedule(self, t):
        s = t + 1 + self.shift
        root = rational_power(s, 1, 3)
        return np.minimum(1.0, self.averaging / (root * root)), self.smoothing / root, 2 / s


SCHEDULE_MUTANTS = (
    AveragingCubeRoot,
    NoAveraging,
    AveragingConstant,
    AveragingTooLarge,
    SmoothingConstant,
    SmoothingTooLarge,
    StepTooLong,
    ClassicalStep,
    ConstantStep,
    CountFromOne,
)
