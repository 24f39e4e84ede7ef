"""Search by the posterior of a Gaussian process, in decimals: systems by elimination, lines by their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise

from verification.arithmetic.gaussian_process import kernel, solve

Vector = list[Decimal]
DIGITS = 90
PI = Decimal(
    "3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170680"
)
DEPTHS, WIDTHS = (1.0, 0.75), (0.75, 1.25)
CENTRES = ((0.0, 0.0), (2.0, -1.0))


def wells(x: Sequence[Decimal]) -> Decimal:
    """-sum A exp(-|x - c|^2 / 2w^2)."""
    return -sum(
        (
            Decimal(a) * kernel(list(x), [Decimal(v) for v in c], Decimal(w))
            for a, c, w in zip(DEPTHS, CENTRES, WIDTHS)
        ),
        Decimal(0),
    )


def density(z: Decimal) -> Decimal:
    """exp(-z^2/2) / sqrt(2 pi)."""
    return (-z * z / 2).exp() / (2 * PI).sqrt()


def below(z: Decimal) -> Decimal:
    """P(Z < z) = 1/2 + density (z + z^3/3 + z^5/15 + ...); half at least of the digits for z above -12."""
    if abs(z) > 18:
        return Decimal(int(z > 0))
    term, total, k = z, Decimal(0), 1
    while abs(term) > Decimal(10) ** -(DIGITS + 75) or k < abs(z):
        total, k = total + term, k + 2
        term = term * z * z / k
    return Decimal(1) / 2 + density(z) * total


class Posterior:
    """Mean and covariance at `points` of a process of mean `mu` after values `y` at the points numbered `asked`."""

    def __init__(
        self, points: list[Vector], asked: list[int], y: Vector, mu: Decimal, scale: Decimal, noise: Decimal
    ) -> None:
        n = len(points)
        prior = [[kernel(p, q, scale) for q in points] for p in points]
        self.asked, self.noise = asked, noise
        self.values = y
        if not asked:
            self.mean, self.covariance = [mu] * n, prior
            return
        gram = [
            [prior[i][j] + (noise if a == b else 0) for b, j in enumerate(asked)] for a, i in enumerate(asked)
        ]
        ways = [solve(gram, [prior[i][j] for i in asked]) for j in range(n)]  # A^{-1} k(X, p_j)
        self.mean = [mu + sum((w * (v - mu) for w, v in zip(way, y)), Decimal(0)) for way in ways]
        self.covariance = [
            [
                prior[i][j] - sum((prior[a][i] * w for a, w in zip(asked, ways[j])), Decimal(0))
                for j in range(n)
            ]
            for i in range(n)
        ]


def lines(a: Vector, b: Vector) -> Decimal:
    """E max_j (a_j + b_j Z): over the intervals between all crossings of pairs, the line on top in the middle."""
    cuts = sorted({(a[i] - a[j]) / (b[j] - b[i]) for i in range(len(a)) for j in range(i) if b[i] != b[j]})
    inner = [(u + v) / 2 for u, v in pairwise(cuts)]
    middles = [cuts[0] - 1, *inner, cuts[-1] + 1] if cuts else [Decimal(0)]
    mass = [Decimal(0), *map(below, cuts), Decimal(1)]
    height = [Decimal(0), *map(density, cuts), Decimal(0)]
    total = Decimal(0)
    for k, middle in enumerate(middles):
        top = max(range(len(a)), key=lambda j: a[j] + b[j] * middle)
        total += a[top] * (mass[k + 1] - mass[k]) + b[top] * (height[k] - height[k + 1])
    return total


def expected_improvement(post: Posterior, j: int) -> Decimal:
    """Integral of (b - v)^+ under N(m_j, C_jj); zero where it was asked."""
    if j in post.asked:
        return Decimal(0)
    s = post.covariance[j][j].sqrt()
    gap = min(post.values) - post.mean[j]
    return gap * below(gap / s) + s * density(gap / s)


@cache
def optimism(width: float) -> Callable[..., Decimal]:
    """width sqrt(C_jj) - m_j."""
    return lambda post, j: Decimal(width) * post.covariance[j][j].sqrt() - post.mean[j]


def knowledge_gradient(post: Posterior, i: int) -> Decimal:
    """min m - E min m+ over all points; the first query is the start."""
    if not post.asked:
        return Decimal(0)
    return _fall(post, i, range(len(post.mean)), range(len(post.mean)))


def noisy_expected_improvement(post: Posterior, i: int) -> Decimal:
    """min over A of m - E min over A + i of m+; the first query is the start."""
    if not post.asked:
        return Decimal(0)
    return _fall(post, i, sorted({*post.asked, i}), post.asked)


def _fall(post: Posterior, i: int, after: Sequence[int], before: Sequence[int]) -> Decimal:
    root = (post.covariance[i][i] + post.noise).sqrt()
    rising = lines([-post.mean[j] for j in after], [-post.covariance[j][i] / root for j in after])
    return min(post.mean[j] for j in before) + rising


def entropy_search(post: Posterior, i: int, draws: Vector, samples: int, outcomes: int) -> Decimal:
    """Entropy of the law of the minimiser less its mean after y at i."""
    n = len(post.mean)
    rows = [draws[k * n : (k + 1) * n] for k in range(samples)]
    root = (post.covariance[i][i] + post.noise).sqrt()
    slope = [row[i] / root for row in post.covariance]
    left = [[post.covariance[a][b] - slope[a] * slope[b] for b in range(n)] for a in range(n)]
    after = [
        _entropy(_law([m + s * y for m, s in zip(post.mean, slope)], left, rows))
        for y in draws[samples * n :]
    ]
    return _entropy(_law(post.mean, post.covariance, rows)) - sum(after, Decimal(0)) / outcomes


def _law(mean: Vector, C: list[Vector], rows: list[Vector]) -> Vector:
    """The conditional law of f_j by the system of the others: no inverse of C."""
    n = len(mean)
    L = [[Decimal(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = C[i][j] - sum((L[i][k] * L[j][k] for k in range(j)), Decimal(0))
            L[i][j] = rest.sqrt() if i == j else rest / L[j][j]
    law = [Decimal(0)] * n
    for z in rows:
        f = [m + sum((w * v for w, v in zip(row, z)), Decimal(0)) for m, row in zip(mean, L)]
        for j in range(n):
            others = [i for i in range(n) if i != j]
            w = solve([[C[a][b] for b in others] for a in others], [C[a][j] for a in others])
            centre = mean[j] + sum((u * (f[a] - mean[a]) for u, a in zip(w, others)), Decimal(0))
            spread = C[j][j] - sum((u * C[a][j] for u, a in zip(w, others)), Decimal(0))
            law[j] += below((min(f[a] for a in others) - centre) / spread.sqrt())
    total = sum(law, Decimal(0))
    return [p / total for p in law]


def _entropy(law: Vector) -> Decimal:
    return -sum((p * p.ln() for p in law if p > 0), Decimal(0))


BEACONS = ((1.0, (0.5, -0.5)), (0.75, (1.5, 0.0)))  # depths and centres, of width 3/4


@cache
def constrained(
    grid: tuple[tuple[float, ...], ...], mu: float, wall_mu: float, scale: float, noise: float,
    width: float, wall_width: float, level: float, steps: int, start: tuple[float, ...],
) -> list[Vector]:  # fmt: skip
    """x_1, x_2, ... of bounds on the wells, where level - heights of the beacons may be at most 0; else rest."""
    with localcontext() as context:
        context.prec = DIGITS
        points = [[Decimal(a) + Decimal(b) for a, b in zip(start, row)] for row in grid]
        asked, found = [0], []
        for _ in range(steps):
            xs = [points[i] for i in asked]
            post = Posterior(
                points, asked, [wells(x) for x in xs], Decimal(mu), Decimal(scale), Decimal(noise)
            )
            allowed = set(range(len(points)))
            for depth, centre in BEACONS:
                c = [Decimal(v) for v in centre]
                y = [Decimal(level) - Decimal(depth) * kernel(x, c, Decimal("0.75")) for x in xs]
                wall = Posterior(points, asked, y, Decimal(wall_mu), Decimal(scale), Decimal(noise))
                low = optimism(wall_width)
                allowed &= {j for j in range(len(points)) if low(wall, j) >= 0}
            if allowed:
                asked.append(max(sorted(allowed), key=lambda j: optimism(width)(post, j)))
            found.append(points[asked[-1]])
        return found


Gain = Callable[..., Decimal]
Rows = tuple[tuple[float, ...], ...]


@cache
def search(
    gain: Gain, grid: Rows, mu: float, scale: float, noise: float, steps: int, start: tuple[float, ...], at_start: bool,
    draws: int = 0, counts: tuple[int, ...] = (), normals: tuple[float, ...] = (), rough: float = 0.0,
) -> list[Vector]:  # fmt: skip
    """x_1, x_2, ... on the wells; values get `rough` z'x where normals are given, after `draws` of each step's own."""
    with localcontext() as context:
        context.prec = DIGITS
        points = [[Decimal(a) + Decimal(b) for a, b in zip(start, row)] for row in grid]
        stream = iter([Decimal(v) for v in normals])
        found: list[Vector] = []
        asked, y = ([0], [wells(points[0])]) if at_start else ([], [])
        for _ in range(steps):
            post = Posterior(points, asked, y, Decimal(mu), Decimal(scale), Decimal(noise))
            own = [next(stream) for _ in range(draws)]
            extra = (own, *counts) if draws else ()
            scores = [gain(post, j, *extra) for j in range(len(points))]
            i = scores.index(max(scores))
            if not noise and i in asked:  # everything is known
                found.append(found[-1])
                continue
            z = [next(stream) for _ in points[i]] if rough or not at_start else [Decimal(0)] * 2
            error = Decimal(rough) * sum((u * v for u, v in zip(z, points[i])), Decimal(0))
            asked, y = [*asked, i], [*y, wells(points[i]) + error]
            found.append(points[i])
        return found


def _pair(post: Posterior, i: int, j: int, draws: Vector) -> Decimal:
    """Mean over f_i of (b - f_i)^+ and the fall from the lesser of b and f_i to f_j, which is normal given f_i."""
    total, best = Decimal(0), min(post.values)
    C = post.covariance
    s = (C[j][j] - C[i][j] ** 2 / C[i][i]).sqrt()
    for u in draws:
        first = post.mean[i] + C[i][i].sqrt() * u
        gap = min(best, first) - post.mean[j] - C[i][j] / C[i][i] * (first - post.mean[i])
        total += max(best - first, Decimal(0)) + gap * below(gap / s) + s * density(gap / s)
    return total / len(draws)


@cache
def search_of_pairs(
    grid: Rows,
    mu: float,
    scale: float,
    samples: int,
    steps: int,
    start: tuple[float, ...],
    normals: tuple[float, ...],
) -> list[Vector]:
    """x_1, x_2, ... on the wells: the later ones of the pairs."""
    with localcontext() as context:
        context.prec = DIGITS
        points = [[Decimal(a) + Decimal(b) for a, b in zip(start, row)] for row in grid]
        found, asked, stream = [], [0], iter([Decimal(v) for v in normals])
        for _ in range(steps):
            post = Posterior(
                points, asked, [wells(points[k]) for k in asked], Decimal(mu), Decimal(scale), Decimal(0)
            )
            row = [next(stream) for _ in range(samples)]
            left = [k for k in range(len(points)) if k not in asked]
            pairs = [(i, j) for i in left for j in left if i < j]
            if pairs:
                gains = [_pair(post, i, j, row) for i, j in pairs]
                asked = [*asked, *pairs[gains.index(max(gains))]]
            found.append(points[asked[-1]])
        return found
