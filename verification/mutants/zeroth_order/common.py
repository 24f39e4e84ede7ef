"""Mistakes in the two-point slope, planted in any method that calls it by name."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from verification.claim import mutant


def replacing(cls: Any, name: str, doc: str, **functions: Callable[..., Any]) -> Any:
    """A subclass `name` of `cls` whose step sees other functions under these names."""
    step = cls.step
    other = FunctionType(
        step.__code__, {**step.__globals__, **functions}, "step", step.__defaults__, step.__closure__
    )
    return type(name, (cls,), {"step": other, "__doc__": doc, "__module__": cls.__module__})


def one_sided(problem, x, z, smoothing, sample):
    """[F(x + c z) - F(x)]/c."""
    ahead = problem.sample_value(x + smoothing * z, sample)
    return (ahead - problem.sample_value(x, sample)) / smoothing


def one_point(problem, x, z, smoothing, sample):
    """F(x + c z)/c."""
    return problem.sample_value(x + smoothing * z, sample) / smoothing


def reversed_sign(problem, x, z, smoothing, sample):
    """[F(x - c z) - F(x + c z)]/2c."""
    ahead = problem.sample_value(x + smoothing * z, sample)
    return (problem.sample_value(x - smoothing * z, sample) - ahead) / (2 * smoothing)


def not_halved(problem, x, z, smoothing, sample):
    """[F(x + c z) - F(x - c z)]/c."""
    ahead = problem.sample_value(x + smoothing * z, sample)
    return (ahead - problem.sample_value(x - smoothing * z, sample)) / smoothing


def against_the_mean(problem, x, z, smoothing, sample):
    """[F(x + c z; y) - f(x - c z)]/2c."""
    ahead = problem.sample_value(x + smoothing * z, sample)
    return (ahead - problem.value(x - smoothing * z)) / (2 * smoothing)


SLOPES = {
    "OneSided": ("TERM", "one-sided: the second value is that at x", one_sided),
    "OnePoint": ("TERM", "one point: the second value is missing", one_point),
    "Ascent": ("SIGN", "the two values are exchanged: the step climbs", reversed_sign),
    "AgainstTheMean": ("NOISE", "the second value is taken without the sample", against_the_mean),
    "NoTwoInDenominator": ("SCALE", "the difference is divided by c instead of 2c", not_halved),
}


def slope_mutants(cls: Any, *without: str) -> dict[str, Any]:
    """The mistakes of SLOPES in `cls` by name, but those named."""
    return {
        name: mutant(fault, words)(replacing(cls, name, wrong.__doc__ or "", slope=wrong))
        for name, (fault, words, wrong) in SLOPES.items()
        if name not in without
    }
