"""Races of configurations: sums over ever more examples, and the best of them go on.

The resource of a configuration is how many examples its loss is summed over, always the first ones. Configurations of
one rung have seen the same examples, so that sums order them as means do; what has been summed is not summed again.
"""

from __future__ import annotations

import numpy as np


def largest_power(base, limit):
    """Largest s with base^s <= limit, base >= 2. Trap: floor(log 243 / log 3) is 4 in floats."""
    s, power = 0, base
    for _ in range(limit):
        if power <= limit:
            s, power = s + 1, base * power
    return s


def bracket_size(eta, s, brackets):
    """ceil(brackets eta^s / (s + 1)) configurations for a bracket of s + 1 rungs."""
    return (brackets * eta**s + s) // (s + 1)


def drawn(centre, radius, count, rng):
    """`count` configurations centre + radius z, z ~ N(0, I), shape (count, d)."""
    d = centre.shape[0]
    return centre + radius * rng.standard_normal(count * d).reshape((count, d))


def extended(problem, y, total, seen, resource):
    """`total` of the first `seen` examples at y, with the others below `resource` added."""
    for i in range(seen, resource):
        total = total + problem.sample_value(y, i)
    return total


def evaluated(problem, cloud, sums, seen, resource):
    """`sums` of all rows over the first `seen` examples, extended to `resource`."""
    longer = sums.copy()
    for j in range(sums.shape[0]):
        longer[j] = extended(problem, cloud[j], sums[j], seen, resource)
    return longer


def place(sums, i):
    """How many entries of `sums` come before entry i: smaller ones, and equal ones of smaller index."""
    before = 0
    for j in range(i):
        if sums[j] <= sums[i]:
            before = before + 1
    for j in range(i + 1, sums.shape[0]):
        if sums[j] < sums[i]:
            before = before + 1
    return before


def best(ranks, count):
    """1 for the `count` least of `ranks`, equal ones by index, 0 for the others."""
    goes = np.zeros_like(ranks)
    for c in range(ranks.shape[0]):
        if place(ranks, c) < count:
            goes[c] = 1.0
    return goes


def survivors(cloud, sums, count):
    """The `count` rows of `cloud` of the least `sums`, and these, the best first."""
    kept, totals = np.zeros_like(cloud[:count]), np.zeros_like(sums[:count])
    for i in range(sums.shape[0]):
        k = place(sums, i)
        if k < count:
            kept[k] = cloud[i]
            totals[k] = sums[i]
    return kept, totals


def race(problem, cloud, resource, eta, halvings):
    """(y, sum) of the winner of successive halving: rung i = 0 .. s has floor(R eta^(i-s)) examples."""
    sums, seen = np.zeros_like(cloud[:, 0]), 0
    for i in range(halvings):
        here = resource // eta ** (halvings - i)
        cloud, sums = survivors(cloud, evaluated(problem, cloud, sums, seen, here), sums.shape[0] // eta)
        seen = here
    cloud, sums = survivors(cloud, evaluated(problem, cloud, sums, seen, resource), 1)
    return cloud[0], sums[0]
