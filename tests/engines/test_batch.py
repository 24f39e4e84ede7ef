"""Arrays of many runs: every run is the run by itself, and what cannot be one is refused."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from refimpl.core.draws import Recorder
from refimpl.engines import double, get_engine
from refimpl.engines.batch import Batch
from refimpl.engines.batch.draws import HostDraws
from refimpl.engines.batch.lifted import HostBranch, Lifted, NotTogether
from refimpl.engines.device import double_engine
from refimpl.engines.double import to_device

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
        (lambda m, s: np.linalg.solve(m, s), (SPD, S)),
        (lambda s, m: np.linalg.solve(s, m), (S, M)),
        (lambda m, n: np.linalg.solve(m, n), (SPD, M)),
        (lambda m: np.linalg.inv(m) + np.triu(m), (SPD,)),
        (lambda m: m.reshape(9) + m.ravel() + m.reshape((-1,)) - m.T.reshape(9), (M,)),
        (lambda w, x: x.reshape(1, 3) * w.reshape(3, 1), (W, X)),
        (lambda x, w: np.diag(x) + np.diag(w), (X, W)),
        (lambda m, s: np.diag(m) * np.diag(s), (M, S)),
        (lambda x, m: x[np.argmin(x)] + x[np.argmax(np.abs(x))] + np.argmax(m), (X, M)),
        (
            lambda s, x: s[np.argmin(x)] + s[1, np.argmax(x)] + s[:, np.argmax(x)] * s[0:2, np.argmin(x)][0],
            (S, X),
        ),
        (lambda m, x: m[np.argmin(x)] + m[:, np.argmax(x)] + m[np.argmin(x), 1:].sum(), (M, X)),
        (lambda x, w: x[np.argmax(w)] + w[np.argmax(w)], (X, W)),
        (lambda x: np.sort(x) + np.cumsum(x) + np.prod(x), (X,)),
        (lambda m: np.repeat(m, 2), (M,)),
        (lambda x, w: np.concatenate((x, w, x[:1])), (X, W)),
        (lambda m, s: np.concatenate([s, m]), (M, S)),
        (lambda x, w: x[:, None] * w[None, :], (X, W)),
    ],
)
def test_every_run_is_the_run_by_itself(f, arrays):
    single = np.array([f(*(a[i] if a.shape[0] == 5 else a for a in arrays)) for i in range(5)])
    inside = f(*lifted(*arrays))
    assert inside.shape == single.shape[1:]
    together = inside.array._host if inside.runs else np.broadcast_to(inside.array._host, single.shape)
    np.testing.assert_allclose(together, single, rtol=1e-12, atol=1e-13)


def test_one_matrix_meets_the_vectors_of_all_runs_in_one_product(monkeypatch):
    """What makes a batch pay: not a product for each run."""
    found = []
    monkeypatch.setattr(double, "observer", lambda name, given, result: found.append((name, result.shape)))
    s, x = lifted(S, X)
    s @ x
    assert [shape for name, shape in found if name == "matmul"] == [(5, 3)]


def test_entries_are_set_run_by_run():
    (m, x), single = lifted(M, X), M.copy()
    m[0, 1] = x[2]
    m[2] = 7.0
    m[1] = x
    single[:, 0, 1], single[:, 2], single[:, 1] = X[:, 2], 7.0, X
    np.testing.assert_array_equal(m.array._host, single)


def test_each_run_sets_an_entry_of_its_own():
    (m, x), single = lifted(M, X), M.copy()
    m[np.argmin(x)] = x
    m[0, np.argmax(x)] = x[1]
    for i in range(5):
        single[i, np.argmin(X[i])] = X[i]
        single[i, 0, np.argmax(X[i])] = X[i, 1]
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
        lambda x, m, s: x[m],
        lambda x, m, s: x[x[0]],
        lambda x, m, s: np.outer(m, x),
        lambda x, m, s: np.linalg.solve(x, m),
        lambda x, m, s: np.sort(m),
        lambda x, m, s: np.concatenate((x, np.ones(2))),
        lambda x, m, s: s.__setitem__(np.argmax(x), 1.0),
        lambda x, m, s: np.sum(m, axis=(0, 1)),
        lambda x, m, s: m @ x[0],
        lambda x, m, s: s.__setitem__(0, x),
        lambda x, m, s: np.divmod(x, x),
        lambda x, m, s: x.tolist(),
        lambda x, m, s: x[: np.argmax(x)],
        lambda x, m, s: np.diag(m, 1),
        lambda x, m, s: np.sum(m, 0, None, None),
    ],
)
def test_what_is_not_known_is_refused(mistake):
    with pytest.raises(NotTogether):
        mistake(*lifted(X, M, S))


@pytest.mark.parametrize("load", [np.array, to_device])
def test_what_all_runs_share_is_a_number(load):
    whole, real = Lifted(load(3), False), Lifted(load(-0.5), False)
    assert (int(whole), float(real), bool(real < 0), list(range(whole))) == (3, -0.5, True, [0, 1, 2])
    with pytest.raises(TypeError):
        range(real)
    for convert in (bool, int, float, operator.index):
        with pytest.raises(HostBranch):
            convert(Lifted(load(np.array([3, 3])), True))


def test_methods_of_balls_are_missed():
    assert not hasattr(lifted(X)[0], "hull")


def test_a_branch_says_so():
    with pytest.raises(HostBranch, match="branches on a value in which runs may differ"):
        bool(lifted(X)[0][0] > 0)


@pytest.mark.parametrize("engine", [get_engine("numpy"), double_engine()])
def test_draws_are_those_of_each_generator(engine):
    """Tapes and recorders too; the draws of some runs go on where they were."""
    mine = [np.random.default_rng(0), Recorder(np.random.default_rng(1)), np.random.default_rng(2)]
    alone = [np.random.default_rng(seed) for seed in range(3)]
    draws = HostDraws(mine, engine.load)
    for ask in (lambda g: g.standard_normal(4), lambda g: g.random(), lambda g: g.integers(2, 9)):
        assert engine.unload(ask(draws).array)[0].tolist() == np.array([ask(g) for g in alone]).tolist()
    kept = draws.kept(np.array([0, 2])).standard_normal(2)
    assert engine.unload(kept.array)[0].tolist() == [alone[0].standard_normal(2).tolist(),
                                                    alone[2].standard_normal(2).tolist()]  # fmt: skip
    assert alone[1].bit_generator.state == mine[1]._rng.bit_generator.state


@pytest.mark.parametrize("engine", [get_engine("numpy"), double_engine()])
def test_states_are_cut_to_some_runs_or_to_one(engine):
    batch = Batch(engine)
    state = [(batch.runs(X), batch.shared(W)), 7]
    (x, w), k = batch.kept(state, np.array([1, 3]))
    assert engine.unload(x.array)[0].tolist() == X[[1, 3]].tolist()
    assert (engine.unload(w.array)[0].tolist(), k) == (W.tolist(), 7)
    (x, w), k = batch.one(state, 2)
    assert (engine.unload(x)[0].tolist(), engine.unload(w)[0].tolist(), k) == (X[2].tolist(), W.tolist(), 7)


def test_finite_is_asked_of_each_run():
    x = X.copy()
    x[1, 2], x[3, 0] = np.nan, -np.inf
    batch = Batch(double_engine())
    assert batch.finite(batch.runs(x)).tolist() == [True, False, True, False, True]
    for same in (batch.shared(W), 1.0):
        with pytest.raises(NotTogether, match="the iterate does not depend on the run"):
            batch.finite(same)


@pytest.mark.parametrize("name", ["numba", "ball"])
def test_engines_without_batches_say_so(name):
    with pytest.raises(ValueError, match=f"must be on engine 'numpy' or 'cupy', got engine '{name}'"):
        get_engine(name).together()
