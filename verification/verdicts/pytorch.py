"""The optimisers of PyTorch that have a registered algorithm, with its hyper-parameters in PyTorch's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verification.adapters import library
from verification.adapters.torch import optimizer
from verification.oracle import Case
from verification.verdicts.entry import Entry


@dataclass(frozen=True)
class DefaultDouble:
    """An implementation run while float64 is PyTorch's default for new tensors."""

    implementation: Callable[[Case], Any]
    layouts: tuple[str, ...]

    def __call__(self, case: Case) -> Any:
        """The iterates of one case."""
        (torch,) = library("torch", "torch")
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        try:
            return self.implementation(case)
        finally:
            torch.set_default_dtype(before)


def matrix(h: dict[str, Any]) -> tuple[int, ...]:
    """The shape of the tensor for the methods that see x as rows."""
    return (h["rows"], -1)


def entries() -> list[Entry]:
    """One entry per optimiser and way of calling it."""
    (optim,) = library("torch", "torch.optim")

    def entry(name: str, algorithm: str, build: Callable[[Any, dict[str, Any]], Any], dialect: str | None = None,
              **how: Any) -> Entry:  # fmt: skip
        return Entry("torch", name, algorithm, dialect, optimizer(build, **how))

    def sgd(params: Any, h: dict[str, Any]) -> Any:
        return optim.SGD(
            params, momentum=h["momentum"], dampening=h["dampening"], weight_decay=h["weight_decay"]
        )

    def nesterov(params: Any, h: dict[str, Any]) -> Any:
        return optim.SGD(params, momentum=h["momentum"], weight_decay=h["weight_decay"], nesterov=True)

    def adagrad(**options: Any) -> Any:
        return lambda params, h: optim.Adagrad(
            params, eps=h["epsilon"], weight_decay=h["weight_decay"], **options
        )

    def rmsprop(**options: Any) -> Any:
        return lambda params, h: optim.RMSprop(
            params, alpha=h["beta2"], eps=h["epsilon"], momentum=h["momentum"],
            weight_decay=h["weight_decay"], **options,
        )  # fmt: skip

    def adam(cls: Any, **options: Any) -> Any:
        words = ("weight_decay", "momentum_decay")
        return lambda params, h: cls(
            params, betas=(h["beta1"], h["beta2"]), eps=h["epsilon"], **{w: h[w] for w in words if w in h},
            **options,
        )  # fmt: skip

    def lbfgs(params: Any, h: dict[str, Any]) -> Any:
        return optim.LBFGS(params, max_iter=1, history_size=h["memory"], tolerance_grad=0, tolerance_change=0)

    def adafactor(params: Any, h: dict[str, Any]) -> Any:
        return optim.Adafactor(
            params, eps=(h["epsilon"], h["scale_floor"]), d=h["clip"], weight_decay=h["weight_decay"]
        )

    shared = ("one tensor", "beside a tensor without gradient", "two tensors", "a tensor per number")
    nadam = optimizer(adam(optim.NAdam))
    return [
        entry("SGD(momentum, dampening, weight_decay)", "sgd-momentum", sgd),
        entry("SGD(momentum, weight_decay, nesterov)", "nesterov", nesterov),
        entry("Adagrad(weight_decay)", "adagrad", adagrad()),
        entry("Adagrad(initial_accumulator_value=0.1)", "adagrad",
              adagrad(initial_accumulator_value=0.1), "from-tenth"),
        entry("RMSprop(momentum, weight_decay)", "rmsprop", rmsprop()),
        entry("RMSprop(momentum, weight_decay, centered)", "rmsprop", rmsprop(centered=True), "centred"),
        entry("Adam", "adam", adam(optim.Adam)),
        entry("Adam(weight_decay)", "adamw", adam(optim.Adam), "coupled-decay"),
        entry("AdamW", "adamw", adam(optim.AdamW)),
        entry("AdamW(foreach)", "adamw", adam(optim.AdamW, foreach=True)),
        Entry("torch", "AdamW(fused)", "adamw", None, optimizer(adam(optim.AdamW, fused=True)),
              "entries of a parameter with gaps in memory stay behind"),
        entry("Adam(amsgrad)", "amsgrad", adam(optim.Adam, amsgrad=True)),
        Entry("torch", "NAdam", "nadam", None, nadam, "the product of the momenta is float32: steps err by some 1e-8"),
        Entry("torch", "NAdam, default dtype float64", "nadam", None, DefaultDouble(nadam, nadam.layouts)),
        entry("Adadelta", "adadelta", lambda params, h: optim.Adadelta(params, rho=h["beta2"], eps=h["epsilon"])),
        entry("Adamax", "adamax", adam(optim.Adamax)),
        entry("RAdam", "radam", adam(optim.RAdam), "epsilon-hat"),
        entry("Adafactor", "adafactor", adafactor, shape=matrix),
        entry("LBFGS(max_iter=1, tolerances 0)", "lbfgs", lbfgs, closure=True, layouts=shared),
        Entry("torch", "LBFGS, transposed memory", "lbfgs", None,
              optimizer(lbfgs, closure=True, layouts=("transposed memory",)),
              "gradients that are transposed in memory fail"),
    ]  # fmt: skip
