"""Large steps against the device's own ceilings, measured in the same run: copying, dgemm, potrf.

First- and zeroth-order steps move data: the bytes that their operations read and write, each by itself as CuPy does
them, are counted on the double at two dimensions and extended (they are affine in d). `of_copy` is that traffic per
second over the bandwidth of a copy; `least` is the share of the traffic that one fused pass over the state would need.
Newton's steps compute: `of_dgemm` is their flops per second (2 n d^2 for the Hessian of n examples, 2 d^3 / 3 for the
solve) over those of a product; a bare potrf of the same order is named beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method
from refimpl.problems import Logistic, LogQuadratic, Quadratic
from verification.bench.device.accelerator import Accelerator, Double, timed
from verification.bench.device.counts import observed
from verification.bench.device.graphs import arrays

MOVING = ("gradient-descent", "sgd-momentum", "adam", "sam", "sign-forward-gradient")
BYTES = 8


class Sizes(NamedTuple):
    """Dimensions of the measurement: the defaults are those of a large device, tests take small ones."""

    vectors: tuple[int, ...] = (10**7, 10**8)
    matrix: int = 10**4
    product: int = 8192


class Draws:
    """Normal draws made on the device."""

    def __init__(self, device: Accelerator) -> None:
        self._device = device

    def standard_normal(self, n: int) -> Any:
        """`n` draws."""
        return self._device.normal((n,))


def moving(device: Accelerator, name: str, d: int) -> tuple[Callable[[], Any], Any]:
    """A step of the method on sum log(1 + x_i^2) from a random state, and that state."""
    problem = LogQuadratic(d)
    algorithm, rng = get_method(name).load().prescribed(problem), Draws(device)
    state = algorithm.step(problem, algorithm.init(problem, device.normal((d,))), rng)
    return lambda: algorithm.step(problem, state, rng), state


def traffic(name: str, d: int) -> tuple[int, int]:
    """Bytes that the operations of a step move at dimension d, and those of its state, once in and once out."""
    counts = []
    for small in (64, 128):
        step, state = moving(Double(), name, small)
        with observed() as operations:
            step()
        moved = sum(o.read + o.written for o in operations)
        counts.append(np.array([moved, 2 * sum(array.size for array in arrays(state))]))
    slope = (counts[1] - counts[0]) // 64
    moved, kept = BYTES * (counts[0] + slope * (d - 64))
    return int(moved), int(kept)


def moving_entry(device: Accelerator, name: str, d: int, bandwidth: float) -> dict[str, Any]:
    """Seconds of a step and the share of `bandwidth` that its traffic reaches."""
    step, _ = moving(device, name, d)
    seconds = timed(device, step)
    moved, kept = traffic(name, d)
    return {
        "method": name, "d": d, "seconds": seconds._asdict(), "bytes": moved,
        "of_copy": moved / seconds.median / bandwidth, "least": kept / moved,
    }  # fmt: skip


def ceilings(device: Accelerator, sizes: Sizes) -> dict[str, Any]:
    """Copy bandwidth in bytes a second, dgemm in flops a second, seconds of a potrf, each with its quartiles."""
    n, d = sizes.product, sizes.matrix
    source, A, M = device.normal((max(sizes.vectors),)), device.normal((n, n)), definite(device, d)
    target = source.copy()
    copying = timed(device, lambda: target.__setitem__(slice(None), source))
    product = timed(device, lambda: A @ A, 7)
    factor = timed(device, lambda: np.linalg.cholesky(M), 7)
    return {
        "copy": {"bytes_per_second": 2 * BYTES * max(sizes.vectors) / copying.median, "seconds": copying._asdict()},
        "dgemm": {"n": n, "flops_per_second": 2 * n**3 / product.median, "seconds": product._asdict()},
        "potrf": {"d": d, "seconds": factor._asdict()},
    }  # fmt: skip


def definite(device: Accelerator, d: int) -> Any:
    """A well-conditioned positive definite matrix: noise of spectral radius about 2 sqrt(2 d) over a large diagonal."""
    M = device.normal((d, d))
    M = M + M.T
    for i in range(d):
        M[i, i] += 8.0 * d**0.5
    return M


def computing_entries(device: Accelerator, sizes: Sizes, found: dict[str, Any], deadline: float) -> list[Any]:
    """Newton's step on a quadratic and on logistic regression with n = 2 d."""
    d, entries = sizes.matrix, []
    algorithm = get_method("newton").load()(step_size=1.0)
    cases = {
        "quadratic": (lambda: Quadratic(definite(device, d), device.normal((d,))), 2 * d**3 / 3),
        "logistic": (lambda: Logistic(device.normal((2 * d, d)), np.sign(device.normal((2 * d,))), 0.1),
                     4 * d**3 + 2 * d**3 / 3),
    }  # fmt: skip
    for name, (build, flops) in cases.items():
        if time.monotonic() > deadline:
            break
        problem = build()
        state = algorithm.init(problem, device.normal((d,)) * 0.01)
        seconds = timed(device, lambda p=problem, s=state: algorithm.step(p, s, None), 5)  # type: ignore[misc]
        entries.append({
            "method": "newton", "problem": name, "d": d, "seconds": seconds._asdict(), "flops": flops,
            "of_dgemm": flops / seconds.median / found["dgemm"]["flops_per_second"],
            "potrf_over_step": found["potrf"]["seconds"]["median"] / seconds.median,
        })  # fmt: skip
    return entries


def throughput(device: Accelerator, deadline: float, sizes: Sizes | None = None) -> dict[str, Any]:
    """Ceilings and all cases until `deadline`; those that were not reached are `left_out`."""
    sizes = sizes or Sizes()
    found = ceilings(device, sizes)
    entries = computing_entries(device, sizes, found, deadline)
    left_out = ["newton"] * (2 - len(entries))
    for d in sizes.vectors:
        for name in MOVING:
            if time.monotonic() > deadline:
                left_out.append(f"{name} d = {d}")
            else:
                entries.append(moving_entry(device, name, d, found["copy"]["bytes_per_second"]))
    return {"ceilings": found, "entries": entries, "left_out": left_out}
