"""PyTorch optimizers through the adapter: right ones pass, broken ones are told, every layout catches its fault."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from verification.adapters.torch import optimizer
from verification.oracle import check

pytestmark = pytest.mark.peers

torch = pytest.importorskip("torch", reason="torch is not installed: pip install 'refimpl[torch]'")

import broken_torch as own  # noqa: E402, after the check that torch is there


def adam(cls, **options):
    return lambda params, h: cls(
        params, betas=(h["beta1"], h["beta2"]), eps=h["epsilon"], weight_decay=h["weight_decay"], **options
    )


def amsgrad(cls):
    return lambda params, h: cls(params, (h["beta1"], h["beta2"]), h["epsilon"])


def sgd(cls):
    return lambda params, h: cls(params, momentum=h["momentum"], weight_decay=h["weight_decay"])


def undampened(cls):
    """Cases with dampening are refused, which the adapter takes for a reason to skip."""

    def make(params, h):
        if h["dampening"]:
            raise ValueError("no dampening here")
        return sgd(cls)(params, h)

    return make


@pytest.mark.parametrize("precision", ["float64", "float32", "float16", "bfloat16"])
def test_sgd_with_momentum_is_equal_in_every_format(precision):
    def make(params, h):
        return torch.optim.SGD(
            params, momentum=h["momentum"], dampening=h["dampening"], weight_decay=h["weight_decay"]
        )

    report = check(optimizer(make), "sgd-momentum", precision=precision)
    assert report.verdict == "equal", report.sentences()
    assert not report.blind_to
    assert not report.skipped
    assert report.checks > 500


@pytest.mark.parametrize(
    ("make", "algorithm"),
    [
        (adam(own.AdamW), "adamw"),
        (amsgrad(own.AMSGrad), "amsgrad"),
        (lambda params, h: own.SAM(params, h["rho"]), "sam"),
    ],
    ids=["AdamW", "AMSGrad", "SAM"],
)
def test_optimizers_written_for_this_test_are_equal(make, algorithm):
    report = check(optimizer(make, layouts=layouts_for(algorithm)), algorithm)
    assert report.verdict == "equal", report.sentences()
    assert not report.blind_to


def layouts_for(algorithm):
    """The first half of SAM cannot do without any gradient."""
    every = optimizer(adam(own.AdamW)).layouts
    return tuple(name for name in every if name != "steps without gradients" or algorithm != "sam")


@pytest.mark.parametrize(
    ("make", "algorithm", "mistake"),
    [
        (adam(own.CoupledDecay), "adamw", "coupled-decay"),
        (adam(own.DecayAfterUpdate), "adamw", "decay-after-update"),
        (adam(own.EpsilonInside), "adamw", "epsilon-inside"),
        (adam(own.DecayUnscaled), "adamw", "decay-unscaled"),
        (adam(own.NoBiasCorrection), "adamw", "no-bias-correction"),
        (amsgrad(own.MaximumNotKept), "amsgrad", "maximum-not-kept"),
        (undampened(own.BufferZeroed), "sgd-momentum", "forgotten-buffer"),
        (undampened(own.StepInside), "sgd-momentum", "velocity"),
        (lambda params, h: own.SAM(params, h["rho"], undo=False), "sam", "perturbation-not-undone"),
    ],
    ids=lambda value: value if isinstance(value, str) and "-" in value else "",
)
def test_broken_optimizers_are_wrong_and_told_their_mistake(make, algorithm, mistake):
    report = check(optimizer(make, layouts=layouts_for(algorithm)), algorithm, steps=6)
    assert report.verdict == "wrong"
    assert [d["name"] for d in report.diagnosis] == [mistake], report.sentences()


@pytest.mark.parametrize(
    ("broken", "layouts"),
    [
        (own.SharedCounter, {"two tensors", "two groups", "a tensor per number", "saved and restored"}),
        (own.MissingIsZero, {"steps without gradients", "beside a tensor without gradient"}),
        (own.AssumesContiguous, {"transposed memory"}),
        (own.FirstGroupOnly, {"two groups"}),
        (own.CounterNotSaved, {"saved and restored"}),
        (own.BetasOfTheConstructor, {"saved and restored"}),
        (own.FirstTensorOnly, {"two tensors", "a tensor per number"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_layout_catches_its_fault_and_no_other(broken, layouts):
    report = check(optimizer(adam(broken)), "adamw", steps=6)
    assert report.verdict == "wrong"
    wrong = {c.name.rsplit(", ", 1)[1] for c in report.cases if c.first_wrong_step}
    assert wrong == layouts


def test_a_bystander_that_moves_is_seen(case_of_sgd):
    class Stray(torch.optim.SGD):
        def step(self):
            super().step()
            with torch.no_grad():
                self.param_groups[0]["params"][0].add_(1.0)

    implementation = optimizer(lambda params, h: Stray(params, lr=1.0))
    moved = implementation(case_of_sgd._replace(layout="beside a tensor without gradient"))
    still = optimizer(lambda params, h: torch.optim.SGD(params, lr=1.0))(case_of_sgd)
    assert np.allclose(np.asarray(moved)[0] - np.asarray(still)[0], 2.0)


@pytest.fixture
def case_of_sgd():
    from verification.oracle import cases_of

    return cases_of("sgd-momentum")[0][1]


def test_iterates_do_not_depend_on_the_layout(case_of_sgd):
    implementation = optimizer(lambda params, h: torch.optim.SGD(params, lr=1.0, momentum=0.9))
    found = [np.asarray(implementation(case_of_sgd._replace(layout=name))) for name in implementation.layouts]
    assert len(found) == 8
    assert all(np.array_equal(x, found[0]) for x in found)


def test_transposed_memory_is_not_contiguous_in_tensor_or_gradient(case_of_sgd):
    seen = []

    class Looks(torch.optim.SGD):
        def step(self):
            p = self.param_groups[0]["params"][0]
            seen.append((p.is_contiguous(), p.grad.is_contiguous(), p.shape))
            super().step()

    for implementation, shape in (
        (optimizer(lambda params, h: Looks(params, lr=1.0)), (2, 2)),
        (optimizer(lambda params, h: Looks(params, lr=1.0), shape=lambda h: (2, -1)), (2, 2)),
    ):
        implementation(case_of_sgd._replace(layout="transposed memory"))
        assert set(seen) == {(False, False, shape)}
        seen.clear()
    vector = optimizer(lambda params, h: Looks(params, lr=1.0), split=False)
    vector(case_of_sgd._replace(layout="transposed memory"))
    assert set(seen) == {(False, True, (4,))}  # a strided vector; autograd makes its gradient contiguous


def test_without_split_the_parameters_stay_one_tensor():
    whole = {"one tensor", "transposed memory", "beside a tensor without gradient", "saved and restored"}
    make = lambda params, h: torch.optim.SGD(params, lr=1.0)  # noqa: E731
    assert set(optimizer(make, split=False).layouts) == whole | {"steps without gradients"}
    assert set(optimizer(make, shape=lambda h: (2, -1)).layouts) == whole | {"steps without gradients"}
    assert set(optimizer(make, split=False, closure=True).layouts) == whole


def test_unusable_layouts_are_refused_in_one_sentence():
    with pytest.raises(ValueError, match=r"layouts must be among one tensor, .*, got 'two tensors'"):
        optimizer(adam(own.AdamW), split=False, layouts=("two tensors",))


def test_without_torch_one_sentence_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ValueError, match=r"adapter 'torch' needs torch, .*pip install 'refimpl\[torch\]'"):
        optimizer(adam(own.AdamW))
