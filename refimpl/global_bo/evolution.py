"""Bit strings in evolution: flips, the best of some offspring, and the orders by which offspring are compared.

A bit is a coordinate that takes the two values a and 1 - a of its start; it is set when it is above 1/2. Values are
minimised: with weights that are positive the clear bits are the better ones, and set bits stand for the zeros of papers
that maximise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


def flipped(x, rate, rng):
    """x with every bit flipped with probability `rate`; one uniform draw for every bit."""
    y = x.copy()
    for i in range(x.shape[0]):
        if rng.random() < rate:
            y[i] = 1.0 - x[i]
    return y


def set_count(x):
    """Number of set bits."""
    count = 0
    for i in range(x.shape[0]):
        if x[i] > 0.5:
            count = count + 1
    return count


def ranks(parent, set_above):
    """Weights 1, 2, 4, ... of the bits: those that `parent` has set above all others, or below them.

    Among the bits of one kind later ones weigh more. Values are exact up to 52 bits.
    """
    set_bits = set_count(parent)
    set_weight, clear_weight = 1.0, 1.0
    if set_above:
        set_weight = 2.0 ** (parent.shape[0] - set_bits)
    else:
        clear_weight = 2.0**set_bits
    weights = np.zeros_like(parent)
    for i in range(parent.shape[0]):
        if parent[i] > 0.5:
            weights[i] = set_weight
            set_weight = 2.0 * set_weight
        else:
            weights[i] = clear_weight
            clear_weight = 2.0 * clear_weight
    return Weighted(weights)


class Weighted(NamedTuple):
    """f_t(y) = sum of the `weights` (n,) of the set bits, whatever the problem."""

    weights: Any

    def value(self, problem, y):
        """f_t(y)."""
        return np.dot(self.weights, y)


class Static(NamedTuple):
    """Offspring are compared by the problem's values, in every generation."""

    def at(self, parent):
        """f_t of the generation of `parent`."""
        return self

    def value(self, problem, y):
        """f(y)."""
        return problem.value(y)


class AdversarialBinVal(NamedTuple):
    """Adversarial dynamic BinVal: a new binary value for every parent, whose set bits weigh most."""

    def at(self, parent):
        """f_t of the generation of `parent`."""
        return ranks(parent, True)


class SwitchingBinVal(NamedTuple):
    """Switching dynamic BinVal: as the adversarial one below n/2 set bits; from n/2 on set bits weigh least."""

    def at(self, parent):
        """f_t of the generation of `parent`."""
        return ranks(parent, 2 * set_count(parent) < parent.shape[0])


def best_offspring(problem, f, x, count, rate, rng):
    """(y, f(y)) of the best of `count` >= 1 offspring of x, the first of equals."""
    best = flipped(x, rate, rng)
    least = f.value(problem, best)
    for _ in range(count - 1):
        y = flipped(x, rate, rng)
        value = f.value(problem, y)
        if value < least:
            best, least = y, value
    return best, least
