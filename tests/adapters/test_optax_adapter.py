"""optax transformations through the adapter: right ones pass, broken ones are told, layouts catch their faults."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from verification.adapters.optax import transformation
from verification.oracle import NotApplicable, cases_of, check

pytestmark = pytest.mark.peers

optax = pytest.importorskip("optax", reason="optax is not installed: pip install 'refimpl[peers]'")
jax = pytest.importorskip("jax")


@pytest.fixture(autouse=True)
def _double():
    jax.config.update("jax_enable_x64", True)


def adam_with(*parts):
    """A chain of parts, each made from the step size and the hyper-parameters."""
    return lambda s, h: optax.chain(*(part(s, h) for part in parts))


def moments(s, h):
    return optax.scale_by_adam(h["beta1"], h["beta2"], h["epsilon"])


def length(s, h):
    return optax.scale_by_learning_rate(s)


def decay(s, h):
    return optax.add_decayed_weights(h["weight_decay"])


def decay_unscaled(s, h):
    return optax.add_decayed_weights(-h["weight_decay"])


def epsilon_inside(s, h):
    return optax.scale_by_adam(h["beta1"], h["beta2"], eps=0.0, eps_root=h["epsilon"])


def plain(build):
    """SGD with decay; cases with dampening do not apply."""

    def make(s, h):
        if h["dampening"]:
            raise NotApplicable("optax has no dampening")
        return optax.chain(optax.add_decayed_weights(h["weight_decay"]), build(s, h["momentum"]))

    return make


def forgetful(s, momentum):
    method = optax.sgd(s, momentum)
    return optax.GradientTransformation(method.init, lambda g, state, x: method.update(g, method.init(x), x))


def averaged(s, momentum):
    return optax.chain(optax.ema(momentum, debias=False), optax.scale_by_learning_rate(s))


def first_leaf_only(s, momentum):
    def update(g, state, x):
        leaves, tree = jax.tree.flatten(g)
        return jax.tree.unflatten(tree, [leaves[0], *(0 * leaf for leaf in leaves[1:])]), state

    only = optax.GradientTransformation(lambda x: optax.EmptyState(), update)
    return optax.chain(optax.sgd(s, momentum), only)


@pytest.mark.parametrize("precision", ["float64", "float32", "float16", "bfloat16"])
def test_sgd_with_momentum_is_equal_in_every_format(precision):
    report = check(transformation(plain(optax.sgd)), "sgd-momentum", precision=precision)
    assert report.verdict == "equal", report.sentences()
    assert {why for _, why in report.skipped} == {"optax has no dampening"}
    assert set(report.blind_to) == {"dampened-first-step", "ignored-dampening"}


def test_adamw_from_its_parts_is_equal():
    report = check(transformation(adam_with(moments, decay, length)), "adamw")
    assert report.verdict == "equal", report.sentences()
    assert not report.blind_to


@pytest.mark.parametrize(
    ("make", "algorithm", "mistake"),
    [
        (adam_with(decay, moments, length), "adamw", "coupled-decay"),
        (adam_with(moments, length, decay_unscaled), "adamw", "decay-unscaled"),
        (adam_with(moments, length), "adamw", "decay-dropped"),
        (adam_with(epsilon_inside, decay, length), "adamw", "epsilon-inside"),
        (plain(forgetful), "sgd-momentum", "forgotten-buffer"),
        (plain(averaged), "sgd-momentum", "exponential-average"),
        (plain(lambda s, mu: optax.sgd(s, mu, nesterov=True)), "sgd-momentum", "looks-ahead"),
        (plain(lambda s, mu: optax.sgd(lambda k: -s(k), mu)), "sgd-momentum", "ascent"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_transformations_are_wrong_and_told_their_mistake(make, algorithm, mistake):
    report = check(transformation(make), algorithm, steps=6)
    assert report.verdict == "wrong"
    assert [d["name"] for d in report.diagnosis] == [mistake], report.sentences()


def test_a_method_that_moves_the_first_leaf_only_is_caught_by_the_layouts_with_several():
    report = check(transformation(plain(first_leaf_only)), "sgd-momentum", steps=6)
    wrong = {c.name.rsplit(", ", 1)[1] for c in report.cases if c.first_wrong_step}
    assert wrong == {"two leaves", "a leaf per number"}


def test_a_step_size_that_cannot_change_skips_the_cases_where_it_does():
    seen = []

    def make(s, h):
        seen.append(s)
        return optax.chain(optax.add_decayed_weights(h["weight_decay"]), optax.sgd(s, h["momentum"]))

    report = check(transformation(make, schedule=False), "nesterov")
    assert all(isinstance(s, float) for s in seen)
    assert {why for _, why in report.skipped} == {"its step size cannot change"}
    assert all("changing step size" in name or "warm-up from zero" in name for name, _ in report.skipped)


def test_iterates_do_not_depend_on_the_layout_or_on_compilation():
    case = cases_of("lion")[0][1]

    def lion(s, h):
        return optax.lion(s, h["beta1"], h["beta2"], weight_decay=h["weight_decay"])

    eager, compiled = transformation(lion), transformation(lion, compiled=True)
    found = [np.asarray(m(case._replace(layout=name))) for m in (eager, compiled) for name in eager.layouts]
    assert len(found) == 6
    assert all(
        np.abs(x - found[0]).max() <= 4e-15 for x in found
    )  # 12 steps, entries up to 3: 1 rounding each


def test_a_matrix_is_handed_over_as_such():
    shapes = []

    def make(s, h):
        def update(g, state, x):
            shapes.append((g.shape, x.shape))
            return g, state

        return optax.GradientTransformation(lambda x: optax.EmptyState(), update)

    implementation = transformation(make, shape=lambda h: (2, -1))
    implementation(cases_of("lion")[0][1])
    assert implementation.layouts == ("one array",)
    assert set(shapes) == {((2, 2), (2, 2))}


def test_float64_needs_jax_to_be_set_to_it():
    jax.config.update("jax_enable_x64", False)
    with pytest.raises(ValueError, match=r"JAX computes in float32 unless .*jax_enable_x64"):
        check(transformation(plain(optax.sgd)), "sgd-momentum")
    assert not jax.config.jax_enable_x64  # nothing is switched on behind the user's back


def test_unusable_layouts_are_refused_in_one_sentence():
    with pytest.raises(ValueError, match="layouts must be among one array, got 'two leaves'"):
        transformation(plain(optax.sgd), split=False, layouts=("two leaves",))


def test_without_optax_one_sentence_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "optax", None)
    with pytest.raises(ValueError, match=r"adapter 'optax' needs optax, .*pip install 'refimpl\[peers\]'"):
        transformation(plain(optax.sgd))
