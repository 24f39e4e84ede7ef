"""Batches: every run of a batch is the run by itself, and what cannot be one is refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from refimpl import METHODS
from refimpl.engines.double import to_device
from verification.bench.device import batches as measured
from verification.bench.device.accelerator import Double
from verification.bench.device.batch import steps_of_all
from verification.bench.device.batchable import batchable, why_not
from verification.bench.device.batches import FIGURES, batch_entry
from verification.bench.device.lifted import HostBranch, Lifted

RNG = np.random.default_rng(0)
X, Y, M, S, W = (RNG.standard_normal(shape) for shape in ((5, 3), (5, 3), (5, 3, 3), (3, 3), (3,)))
SPD = np.array([m @ m.T + np.eye(3) for m in M])


def lifted(*arrays):
    """The arrays of five runs (those of the first axis 5), or those that all runs share."""
    return [Lifted(to_device(a), a.shape[0] == 5) for a in arrays]


@pytest.mark.parametrize(
    ("f", "arrays"),
    [
        (lambda x, y: x * y + 2.0 - x / y, (X, Y)),
        (lambda x, w: w - x, (X, W)),
        (lambda x, w: np.sum(x * w) * w, (X, W)),
        (lambda x, m: np.dot(x, x) * m + x, (X, M)),
        (lambda m, w: w + m, (M, W)),
        (lambda x, m: m @ x, (X, M)),
        (lambda x, m: x @ m, (X, M)),
        (lambda x, y: x @ y, (X, Y)),
        (lambda x, w: w @ x, (X, W)),
        (lambda x, s: s @ x, (X, S)),
        (lambda x, s: x @ s, (X, S)),
        (lambda m, s: s @ m @ m.T, (M, S)),
        (lambda m, w: m @ w, (M, W)),
        (lambda m, w: w @ m, (M, W)),
        (lambda s, w: s @ w, (S, W)),
        (lambda m, s: np.max(m, axis=0) + np.min(s, axis=-1), (M, S)),
        (lambda m: np.mean(m) + m.sum(axis=1), (M,)),
        (lambda m, x: np.linalg.solve(m, x), (SPD, X)),
        (lambda m, w: np.linalg.solve(m, w), (SPD, W)),
        (lambda x, s: np.linalg.solve(s, x), (X, S)),
        (lambda x, w: np.outer(x, w) + np.outer(w, x), (X, W)),
        (lambda m: np.abs(np.linalg.eigh(m)[1]) @ np.linalg.eigh(m)[0], (SPD,)),
        (lambda x, y: np.where(x > 0, x, np.zeros_like(y)), (X, Y)),
        (lambda x, w: np.where(w > 0, x, 1.0), (X, W)),
        (lambda x: x[0] * x[1:] + x.copy()[-1], (X,)),
        (lambda m: m[0, 1] + m[:, 2], (M,)),
        (lambda x: np.sum(np.sum(x)) + np.max(x[0]), (X,)),
        (lambda x, y: np.dot(x[0], y) + x.dot(y), (X, Y)),
    ],
)
def test_every_run_is_the_run_by_itself(f, arrays):
    single = np.array([f(*(a[i] if a.shape[0] == 5 else a for a in arrays)) for i in range(5)])
    inside = f(*lifted(*arrays))
    assert inside.shape == single.shape[1:]
    together = inside.array._host if inside.runs else np.broadcast_to(inside.array._host, single.shape)
    np.testing.assert_allclose(together, single, rtol=1e-12, atol=1e-13)


def test_entries_are_set_run_by_run():
    (m, x), single = lifted(M, X), M.copy()
    m[0, 1] = x[2]
    m[2] = 7.0
    m[1] = x
    single[:, 0, 1], single[:, 2], single[:, 1] = X[:, 2], 7.0, X
    np.testing.assert_array_equal(m.array._host, single)


def test_operators_in_place_reach_other_names():
    x, y = lifted(X, Y)
    same = x
    x += y
    np.testing.assert_array_equal(same.array._host, X + Y)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda x, m, s: bool(x[0] > 0),
        lambda x, m, s: float(x[0]),
        lambda x, m, s: range(x[0]),
        lambda x, m, s: np.asarray(x),
        lambda x, m, s: np.argsort(x),
        lambda x, m, s: np.add.reduce(x),
        lambda x, m, s: np.add(x, x, where=x > 0),
        lambda x, m, s: x + np.ones(3),
        lambda x, m, s: x[x > 0],
        lambda x, m, s: x[None],
        lambda x, m, s: np.outer(m, x),
        lambda x, m, s: np.linalg.solve(m, m),
        lambda x, m, s: np.sum(m, axis=(0, 1)),
        lambda x, m, s: m @ x[0],
        lambda x, m, s: s.__setitem__(0, x),
        lambda x, m, s: np.divmod(x, x),
        lambda x, m, s: x.reshape(1, 3),
    ],
)
def test_what_is_not_known_is_refused(mistake):
    with pytest.raises((TypeError, AttributeError)):
        mistake(*lifted(X, M, S))


def test_a_branch_says_so():
    with pytest.raises(HostBranch, match="branches on a value in which runs may differ"):
        bool(lifted(X)[0][0] > 0)
    assert why_not("sam") == "branches on a value in which runs may differ"
    assert why_not("stochastic-sam") == "draws an integer, which runs do not share"


def test_which_methods_run_in_batches_is_found():
    found = batchable()
    assert list(found) == [method.name for method in METHODS]
    able = {name for name, reason in found.items() if not reason}
    assert able >= {*FIGURES, "nesterov", "adamw", "saddle-free-newton"}
    assert len(able) >= 60
    assert all("differs" not in reason for reason in found.values()), "a batch that is wrong, not refused"


def test_runs_that_mix_are_noticed(monkeypatch):
    from verification.bench.device import batchable as module

    def mixing(algorithm, problem, starts, seeds, steps):
        return real(algorithm, problem, starts, seeds, steps)[::-1]

    real = module.batch
    monkeypatch.setattr(module, "batch", mixing)
    assert why_not("gradient-descent").startswith("differs from single runs by")


def test_an_iterate_that_knows_no_runs_is_refused():
    class Fixed(NamedTuple):
        centre: Any

        def init(self, problem, x0):
            return SimpleNamespace(x=self.centre)

    fixed = Fixed(to_device(np.ones(2)))
    with pytest.raises(TypeError, match="the iterate does not depend on the run"):
        steps_of_all(fixed, fixed, to_device(np.ones((3, 2))), None, 0)


@pytest.mark.parametrize("name", FIGURES)
def test_the_measurement(name, monkeypatch):
    monkeypatch.setattr(measured, "HOST_RUNS", 4)
    entry = batch_entry(Double(), name, 8, steps=5, host_engine="numpy")
    assert (entry["runs"], entry["host_runs"], entry["steps"]) == (8, 4, 5)
    assert entry["finite"]
    assert (entry["difference"] is None) == (name in ("sign-forward-gradient", "cbo"))
    assert (entry["difference"] or 0.0) < 1e-12
    host, device = entry["host_seconds"]["median"], entry["device_seconds"]["median"]
    assert entry["speedup"] == pytest.approx(2 * host / device)
