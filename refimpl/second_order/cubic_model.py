"""The cubic model <g, h> + h'Hh/2 + (M/6) |h|^3 and its global minimiser, for every symmetric H = V diag(w) V'.

h minimises it iff (H + r I) h = -g and H + r I >= 0 with r = M |h|/2. With the floor n = max(-min w, 0), r = n + t and
b = (M/2) V'g the excess t >= 0 is the root of

    |b / (w + n + t)| = n + t,                                                                           (secular)

whose left side is convex and decreasing in t. Hard case: where the left side is below n even at t = 0 (then b = 0 along
the lowest eigenvector v), t = 0 and a multiple of v makes up the length. Either sign minimises the model: the step is
along -v, v as the eigendecomposition gives it.
"""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import between, centre, norm, with_entry

ITERATIONS = 20  # each doubles the number of right digits, after a start within a factor sqrt(d)


def cubic_step(w, V, g, M):
    """The minimiser h, shape (d,); w (d,) ascending, V (d, d) with eigenvectors as columns, M > 0."""
    floor = np.maximum(-w[0], 0.0)
    return -2 / M * (V @ coordinates(w + floor, M / 2 * (V.T @ g), floor))


def coordinates(gaps, b, floor):
    """b / (w + n + t), shape (d,), with the multiple of v in the hard case; gaps = w + n."""
    t = excess(centre(gaps), centre(b), centre(floor))  # balls need it only nearly, and exact
    if t == 0:
        s = ratios(b, gaps)
        return with_entry(s, 0, np.sqrt(np.maximum(floor * floor - np.dot(s, s), 0.0)))
    # the left side less n falls and t grows: the root is between the two
    size = np.sqrt(np.sum(np.square(b / (gaps + t))))  # unlike `norm` defined for balls around zero
    return b / (gaps + between(t, size - floor))


def excess(gaps, b, floor):
    """The root t of the secular equation by Newton's method from the left; 0 in the hard case and where b = 0."""
    # the roots of each coordinate alone, (gap + t) (n + t) = |b|, are not beyond that of all; the first is not negative
    below = gaps + floor + np.sqrt((gaps - floor) ** 2 + 4 * np.abs(b))
    t = centre(np.max(ratios(2 * (np.abs(b) - gaps * floor), below)))
    for _ in range(ITERATIONS):
        s = ratios(b, gaps + t)
        length = norm(s)
        if centre(length - floor - t) <= 0:  # the root, up to rounding
            break
        t = centre(t + (length - floor - t) / (1 + np.dot(s, ratios(s, gaps + t)) / length))
    return t


def ratios(a, b):
    """a / b, and 0 where a = 0."""
    return a / np.where(a == 0, 1.0, b)
