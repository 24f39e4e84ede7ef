"""Functions whose expressions can share a loop, in part or not at all; as in NumPy, each gives several arrays."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient


def moments(x, m, v, s):
    g = 2 * x / (1.0 + x * x)
    m = s * m + (1 - s) * g
    v = s * v + (1 - s) * np.square(g)
    scale = np.sqrt(s * s)
    return x - s * quotient(scale * m, np.sqrt(v) + s), m, v


def truths(a, b, c, s):
    low = a < s * b
    high = (b >= c) | low
    both = (c == c) & high
    return low, both, both * a - high * b, np.maximum(a, np.minimum(b, c)) + np.abs(c)


def temporaries(a, b, c, s):
    """The array `turned` is needed by nothing but `g`, which is not made."""
    turned = (a + 0.0)[::-1].copy()
    g = turned * s + b
    up = g * c
    down = g / c
    return up, down, up - down


def in_turn(x, y, z, s):
    """Names that are assigned anew in a loop, and read before and after."""
    for k in range(4):
        before = y
        y = x - 0.5 * y + k
        x = y + s * x * z
        z = before - z * y / 8
        if k % 2:
            x, z = z - x, x + z / 3
    return x, y, z


def renamed(x, y, z, s):
    """A second name of what is made, and an older value of it."""
    for _ in range(3):
        old = x
        x = x + s * y
        y = old - y * x
        z = old * z - x
    return x, y, z, old


def interrupted(x, y, z, s):
    """What changes an operand or asks for a result stands between."""
    x, y = x.copy(), y.copy()
    a = x + s * y
    x[:1] = 7.0
    b = x - s * y
    b[:3] = a[:3]
    c = b * a
    largest = a.size - np.sum(c == c)
    d = c / (largest + 2)
    y.fill(largest)
    e = y - d * x
    f = a * e
    f += e
    return a, b, c, d, e, f, f - e * z


def of_branches(x, y, z, s):
    up = x + s * y
    if s > 2:
        down = up - y
        up = down * x
    else:
        down = x * y
        up = down - up
    return up, down, up * down


def changed_by_a_helper(x, y, z, s):
    a = x * y
    doubled(y, s)
    b = a + x * y
    return a, b, b - a


def doubled(y, s):
    y[:] = y * 0 + s


def filled(x, y, z, s):
    a = x * y
    y.fill(s)
    b = a + x * y
    return a, b, b - a


def carried(x, y, z, s):
    """A name that the group reads gets another value before the group is complete."""
    for _ in range(3):
        h = (z + y)[::-1].copy()
        y = x * s
        x = h
        z = y + x * z
    return x, y, z


def shared(x, y, z, s):
    for _ in range(2):
        g = x * y
        x = x + s * g
        y = y - s * g
        z = z / 2 + g
    return x, y, z


def advanced(x, y, z, s):
    """What is made is read by its name at once, and what had the name before."""
    for _ in range(2):
        w = x * y
        old = x - w
        x = old + s * x
        y = x * s - y
        z = z * w + x / (1.0 + y * y)
    return x, y, z


def inertia(x, y, z, s):
    """A name that nothing after the loop reads goes from one pass to the next."""
    w = x
    for _ in range(4):
        w = s * w + y
        z = z + w * w
    return z, z * s


def viewed(x, y, z, s):
    """What is made is looked at before the group is complete, by both of its names."""
    for _ in range(2):
        a = x * y
        turned = a.T
        x = x + s * a
        last = x.T
        z = z * s + a * x
    return x, z, turned / s, last / s
