"""PyTorch: its optimisers stepped from Python, as they are used; gradients by hand, without autograd."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from verification.bench.cases import Instance
from verification.bench.peers import Contestant, Peer

torch: Any = importlib.import_module("torch")


def _stepped(make: Callable[[Any], Any], gradient: Callable[[Any], Any], x0: np.ndarray) -> Contestant:
    def loop(steps: int) -> Any:
        x = torch.nn.Parameter(torch.tensor(x0))
        optimiser = make([x])
        with torch.no_grad():
            for _ in range(steps):
                x.grad = gradient(x)
                optimiser.step()
        return x.detach().numpy()

    return loop


def _quadratic(instance: Instance) -> tuple[Any, Any]:
    return torch.from_numpy(instance.problem.A), torch.from_numpy(instance.problem.b)


def _sgd(instance: Instance) -> Contestant:
    A, b = _quadratic(instance)
    eta = instance.algorithm.step_size
    return _stepped(lambda p: torch.optim.SGD(p, lr=eta), lambda x: A @ x - b, instance.x0)


def _adam(instance: Instance) -> Contestant:
    eta, beta1, beta2, epsilon = instance.algorithm
    return _stepped(
        lambda p: torch.optim.Adam(p, lr=eta, betas=(beta1, beta2), eps=epsilon),
        lambda x: 2 * x / (1 + x * x),
        instance.x0,
    )


def _sam(instance: Instance) -> Contestant:
    A, b = _quadratic(instance)
    eta, rho = instance.algorithm

    def gradient(x: Any) -> Any:
        g = A @ x - b
        return A @ (x + rho / torch.linalg.vector_norm(g) * g) - b

    return _stepped(lambda p: torch.optim.SGD(p, lr=eta), gradient, instance.x0)


PEERS = {"gradient-descent": Peer(_sgd), "sam": Peer(_sam), "adam": Peer(_adam)}
