"""A benchmark of different arithmetic is void: every peer's iterates are those of the source, and errors are seen."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from refimpl import get_engine, get_method
from verification.bench import contest, figures
from verification.bench.cases import CASES
from verification.bench.cli import PEERS
from verification.bench.contest import Different, Entrant, difference, entrant_of, whole_loop
from verification.bench.peers import NAMES, Peer, peers_of
from verification.bench.ratios import Ratio

SIZE = 3
OTHERS = [name for name in NAMES if name not in ("numpy", "blas")]


def test_the_command_offers_every_peer():
    assert tuple(NAMES) == PEERS


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.peers
def test_peers_compute_the_same_iterates(name):
    pytest.importorskip(NAMES[name], reason=f"peer {name} needs {NAMES[name]}")
    known = peers_of(name)
    assert known
    for algorithm, peer in known.items():
        case = CASES[algorithm]
        assert difference(case, case.build(SIZE), peer, "numpy") <= 1e-13, algorithm


def test_bare_operations_are_those_of_the_sizes_of_the_problem():
    """gemv on the transposed view must not copy: 1 x 1 to 4 x 2 matrices of halves have known products."""
    from verification.bench.peers.blas import gemm, gemv, gemv_t, potrf, syevd

    assert gemv(4, 2)().tolist() == [1.0] * 4
    assert gemv_t(4, 2)().tolist() == [2.0] * 2
    assert gemm(2, 4)().tolist() == [[1.0, 1.0]] * 2
    potrf(3)()
    w, V, info = syevd(3)()
    assert info == 0
    assert (w > 0).all()
    assert pytest.approx(np.eye(3)) == V.T @ V
    for algorithm, peer in peers_of("blas").items():
        assert not peer.iterates
        peer.make(CASES[algorithm].build(2))(CASES[algorithm].stride)


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (lambda steps: np.full(2, 1.5), "agree within 1e-10 after 10 steps, got"),
        (lambda steps: np.full(2, np.nan), "agree within 1e-10 after 10 steps, got nan"),
        (lambda steps: np.full(3, 1.5), r"shape \(2,\), got \(3,\)"),
    ],
)
def test_a_peer_that_computes_something_else_is_refused(theirs, words):
    case = CASES["adam"]
    with pytest.raises(Different, match=words):
        difference(case, case.build(2), Peer(lambda instance: theirs), "numpy")


def test_the_place_of_epsilon_is_seen():
    """Adam with epsilon under the root differs by far more than the tolerance."""

    def misplaced(instance):
        eta, beta1, beta2, epsilon = instance.algorithm

        def loop(steps):
            x, m, v = instance.x0, 0.0, 0.0
            for t in range(1, steps + 1):
                g = 2 * x / (1 + x * x)
                m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
                x = x - eta * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + epsilon)
            return x

        return loop

    case = CASES["adam"]
    with pytest.raises(Different):
        difference(case, case.build(2), Peer(misplaced), "numpy")


def test_what_is_not_installed_and_what_differs_is_said(monkeypatch):
    """Not timed, but named; the rest goes on."""
    monkeypatch.setitem(NAMES, "torch", "no_such_library")
    wrong = {"adam": Peer(lambda instance: lambda steps: np.zeros(2))}
    monkeypatch.setattr(importlib.import_module("verification.bench.peers.scipy"), "PEERS", wrong)
    monkeypatch.setattr(figures, "entrant_of", lambda case, instance: Entrant(get_engine("numpy"), "numpy"))
    found = list(figures.loops(["adam"], [2], ["torch", "scipy"], True))
    assert [entry["wrong"] for entry in found] == [False, True]
    assert "needs no_such_library, which is not installed: pip install 'refimpl[bench]'" in found[0]["note"]
    assert "peer 'scipy', d = 2: adam: iterates must agree" in found[1]["note"]


def test_where_no_peer_takes_part_nothing_is_compiled(monkeypatch):
    """SciPy has no Adam; BLAS is compared from d = 1000 on."""
    monkeypatch.setattr(figures, "entrant_of", lambda case, instance: pytest.fail("compiled for nobody"))
    assert list(figures.loops(["adam"], [2, 10], ["scipy"], True)) == []
    assert list(figures.loops(["sam"], [2, 100], ["blas"], True)) == []


class Trial:
    """A stand-in for the clock of the trial: the batch takes `ratio` times less than the compiled engine."""

    def __init__(self, ratio):
        self._ratio = ratio

    def ratio(self):
        return Ratio(self._ratio, self._ratio, self._ratio, 5)


@pytest.mark.compiled
@pytest.mark.parametrize(("faster", "words"), [(1.5, "numpy, together"), (0.5, "numba, registers")])
def test_seeds_go_together_where_the_trial_says_so(monkeypatch, faster, words):
    case = CASES["zo-frank-wolfe"]
    instance = case.build(SIZE)._replace(seeds=3)
    monkeypatch.setattr(contest, "in_turns", lambda ours, theirs, pairs: Trial(faster))
    entrant = entrant_of(case, instance)
    assert entrant.words == words
    assert entrant.together == (words == "numpy, together")
    alone = whole_loop(instance, "numpy")(7)
    np.testing.assert_allclose(whole_loop(instance, entrant)(7), alone, rtol=0, atol=1e-13)


@pytest.mark.compiled
def test_the_trial_times_the_batch_against_the_compiled_engine(monkeypatch):
    """Both as they would run: which is the faster is left to the machine, that both were asked is not."""
    asked = []
    real = contest.run_many
    monkeypatch.setattr(
        contest,
        "run_many",
        lambda *a, **k: asked.append((k["engine"].name, k["together"])) or real(*a, **k),
    )
    monkeypatch.setattr(contest, "TRIAL", 0.01)
    case = CASES["zo-frank-wolfe"]
    entrant_of(case, case.build(SIZE)._replace(seeds=2))
    assert set(asked) == {("numpy", True), ("numba", False)}


@pytest.mark.compiled
def test_what_branches_does_not_go_together(monkeypatch):
    monkeypatch.setattr(contest, "in_turns", None)  # no trial
    case = CASES["gradient-descent"]
    instance = case.build(40)
    branching = get_method("lbfgs").load().prescribed(instance.problem)
    assert entrant_of(case, instance._replace(algorithm=branching, seeds=2)).words == "numba"


def test_one_run_does_not_go_together():
    case = CASES["gradient-descent"]
    entrant = entrant_of(case, case.build(40))
    assert (entrant.engine.name, entrant.words, entrant.together) == ("numba", "numba", False)


def test_the_iterates_of_a_batch_are_compared_on_the_draws_of_the_peer(monkeypatch):
    """Every seed on the same tape: the peer's are those of one run on it."""
    case = CASES["zo-frank-wolfe"]
    instance = case.build(SIZE)._replace(seeds=2)
    batch = Entrant(get_engine("numpy"), "numpy, together", together=True)
    right = Peer(lambda i: None, check=lambda i, draws: whole_loop(i, "numpy", draws))
    wrong = Peer(lambda i: None, check=lambda i, draws: whole_loop(i, "numpy", draws[::-1]))
    asked = []
    real = contest.run_many
    monkeypatch.setattr(contest, "run_many", lambda *a, **k: asked.append(k["together"]) or real(*a, **k))
    assert difference(case, instance, right, batch) <= 1e-13
    assert asked == [True]
    with pytest.raises(Different):
        difference(case, instance, wrong, batch)
