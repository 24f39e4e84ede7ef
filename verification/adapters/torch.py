"""Optimizers of PyTorch, and what is used like them: with closures, groups and missing gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from verification.adapters import library, made
from verification.oracle import Case

PLAIN, TRANSPOSED = "one tensor", "transposed memory"
IDLE, BESIDE = "steps without gradients", "beside a tensor without gradient"
RESTORED = "saved and restored"
HALVES, GROUPS, NUMBERS = "two tensors", "two groups", "a tensor per number"


def optimizer(
    make: Callable[[Any, dict[str, Any]], Any],
    *,
    split: bool = True,
    closure: bool = False,
    shape: Callable[[dict[str, Any]], tuple[int, ...]] | None = None,
    layouts: Sequence[str] | None = None,
) -> Implementation:
    """An implementation for `check` from `make(params, parameters)`, which returns a PyTorch optimizer.

    `params` is what optimizers take, tensors or groups; `parameters` the hyper-parameters of the case by name. The
    `lr` of all groups is set before every step. The parameters are held in `layouts` that take turns; without
    `split` (methods that act tensor by tensor) they stay one tensor, of `shape(parameters)`, a vector when left
    out. With `closure`, `step` is given one. Optimizers with `first_step` and `second_step` get a gradient before
    each. Raises ValueError where torch is missing or a layout is unknown.
    """
    library("torch", "torch")
    known = [PLAIN, TRANSPOSED, BESIDE, RESTORED]
    if not closure:
        known.append(IDLE)
    if split and shape is None:
        known += [HALVES, NUMBERS, GROUPS]
    unknown = [name for name in layouts or () if name not in known]
    if unknown:
        raise ValueError(f"layouts must be among {', '.join(known)}, got {unknown[0]!r}")
    return Implementation(make, tuple(layouts or known), split, closure, shape)


@dataclass(frozen=True)
class Implementation:
    """A PyTorch optimizer as the oracle calls it, with the layouts that take turns."""

    make: Callable[[Any, dict[str, Any]], Any]
    layouts: tuple[str, ...]
    split: bool
    closure: bool
    shape: Callable[[dict[str, Any]], tuple[int, ...]] | None

    def __call__(self, case: Case) -> list[np.ndarray]:
        """The iterates of one case."""
        (torch,) = library("torch", "torch")
        held = self._held(torch, case)
        params = held if case.layout != GROUPS else [{"params": [p]} for p in held]
        beside = torch.ones(2, dtype=held[0].dtype, requires_grad=True)
        if case.layout == BESIDE:
            params = [beside, *held]
        optimizer = made(self.make, params, dict(case.parameters))
        iterates = []
        for k in range(case.steps):
            if case.layout == RESTORED and k == case.steps // 2:
                saved = optimizer.state_dict()
                optimizer = self.make(params, _other(case.parameters))
                optimizer.load_state_dict(saved)
            if case.step_sizes is not None:
                for group in optimizer.param_groups:
                    group["lr"] = float(case.step_sizes[k])
            self._step(torch, optimizer, held, case)
            # a tensor without gradient stays where it is: what it moves is added, and so it shows
            iterates.append(_numbers(torch, held) + float((beside.detach() - 1).sum()))
            if case.layout == IDLE and k % 2:
                optimizer.zero_grad(set_to_none=True)
                optimizer.step()
        return iterates

    def _step(self, torch: Any, optimizer: Any, held: list[Any], case: Case) -> None:
        def closure() -> Any:
            x = _numbers(torch, held)
            _set_gradients(torch, held, case.oracles.gradient(x))
            return torch.tensor(float(case.oracles.value(x)) if hasattr(case.oracles, "value") else 0.0)

        if self.closure:
            optimizer.step(closure)
        elif hasattr(optimizer, "first_step"):
            closure()
            optimizer.first_step()
            closure()
            optimizer.second_step()
        else:
            closure()
            optimizer.step()

    def _held(self, torch: Any, case: Case) -> list[Any]:
        x = torch.tensor(case.start, dtype=getattr(torch, case.precision))
        if case.layout in (HALVES, GROUPS):
            tensors = [x[: len(x) // 2].clone(), x[len(x) // 2 :].clone()]
        elif case.layout == NUMBERS:
            tensors = [number.clone() for number in x]
        elif case.layout == TRANSPOSED:
            tensors = [_transposed(torch, x.reshape(self._shape(case)))]
        else:
            tensors = [x.reshape(self.shape(case.parameters)) if self.shape else x]
        return [tensor.requires_grad_() for tensor in tensors]

    def _shape(self, case: Case) -> tuple[int, ...]:
        if self.shape:
            return self.shape(case.parameters)
        d = len(case.start)
        rows = max(m for m in range(1, d + 1) if d % m == 0 and m * m <= d)
        return (rows, d // rows) if self.split and rows > 1 else (d,)


def _other(parameters: dict[str, Any]) -> dict[str, Any]:
    """Hyper-parameters that whoever restores an optimizer may make it with: what is restored brings its own.

    Fractions become smaller fractions, which every optimizer takes where it takes the fraction itself.
    """
    return {
        name: 0.75 * value if isinstance(value, float) and value < 1 else value
        for name, value in parameters.items()
    }


def _transposed(torch: Any, x: Any) -> Any:
    """The same entries, columns one after the other in memory; every second place for a vector."""
    room = (
        torch.zeros(*x.shape[::-1], dtype=x.dtype).mT if x.ndim == 2 else torch.zeros(len(x), 2).to(x)[:, 0]
    )
    return room.copy_(x)


def _numbers(torch: Any, tensors: list[Any]) -> np.ndarray:
    return torch.cat([t.detach().reshape(-1) for t in tensors]).double().numpy()


def _set_gradients(torch: Any, tensors: list[Any], gradient: np.ndarray) -> None:
    """Like autograd: the gradient of a transposed tensor is transposed in memory."""
    at = 0
    for t in tensors:
        rows = torch.tensor(np.asarray(gradient[at : at + t.numel()], np.float64)).reshape(t.shape)
        t.grad = torch.empty_like(t, requires_grad=False).copy_(rows)
        at += t.numel()
