"""AdamW and SGD with momentum written as PyTorch optimizers, right, and broken in the ways that people break them."""

from __future__ import annotations

import torch


class AdamW(torch.optim.Optimizer):
    """Right: the pieces that the broken ones replace."""

    def __init__(self, params, betas, eps, weight_decay):
        super().__init__(params, {"lr": 1.0, "betas": betas, "eps": eps, "decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.update(p, p.grad, self.state[p], group)

    def update(self, p, g, state, group):
        p.mul_(1 - group["lr"] * group["decay"]).sub_(group["lr"] * self.direction(p, g, state, group))

    def count(self, state):
        state["t"] = state.get("t", 0) + 1
        return state["t"]

    def direction(self, p, g, state, group):
        t, (b1, b2) = self.count(state), group["betas"]
        state["m"] = b1 * state.get("m", torch.zeros_like(p)) + (1 - b1) * g
        state["v"] = b2 * state.get("v", torch.zeros_like(p)) + (1 - b2) * g * g
        return self.quotient(state["m"] / (1 - b1**t), state["v"] / (1 - b2**t), group["eps"])

    def quotient(self, m, v, eps):
        return m / (v.sqrt() + eps)


class CoupledDecay(AdamW):
    def update(self, p, g, state, group):
        p.sub_(group["lr"] * self.direction(p, g + group["decay"] * p, state, group))


class DecayAfterUpdate(AdamW):
    def update(self, p, g, state, group):
        p.sub_(group["lr"] * self.direction(p, g, state, group)).mul_(1 - group["lr"] * group["decay"])


class EpsilonInside(AdamW):
    def quotient(self, m, v, eps):
        return m / (v + eps).sqrt()


class DecayUnscaled(AdamW):
    def update(self, p, g, state, group):
        p.mul_(1 - group["decay"]).sub_(group["lr"] * self.direction(p, g, state, group))


class NoBiasCorrection(AdamW):
    def count(self, state):
        return 10**6


class SharedCounter(AdamW):
    """One counter, advanced once per tensor."""

    def count(self, state):
        self.t = getattr(self, "t", 0) + 1
        return self.t


class MissingIsZero(AdamW):
    """A tensor without gradient is treated as if it had a zero one."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                g = torch.zeros_like(p) if p.grad is None else p.grad
                self.update(p, g, self.state[p], group)


class AssumesContiguous(AdamW):
    """It updates a flat copy where the tensor is not contiguous."""

    def update(self, p, g, state, group):
        super().update(p.contiguous().view(-1), g.reshape(-1), state, group)


class FirstGroupOnly(AdamW):
    @torch.no_grad()
    def step(self):
        for p in self.param_groups[0]["params"]:
            if p.grad is not None:
                self.update(p, p.grad, self.state[p], self.param_groups[0])


class CounterNotSaved(AdamW):
    """It keeps the counters in an attribute, out of reach of state_dict."""

    def count(self, state):
        self.counts = getattr(self, "counts", {})
        self.counts[id(state)] = self.counts.get(id(state), 0) + 1
        return self.counts[id(state)]


class BetasOfTheConstructor(AdamW):
    """BIAS-09: the corrections take the betas that it was made with, not those that were restored."""

    def __init__(self, params, betas, eps, weight_decay):
        super().__init__(params, betas, eps, weight_decay)
        self.made_with = betas

    def direction(self, p, g, state, group):
        t, (b1, b2), (c1, c2) = self.count(state), group["betas"], self.made_with
        state["m"] = b1 * state.get("m", torch.zeros_like(p)) + (1 - b1) * g
        state["v"] = b2 * state.get("v", torch.zeros_like(p)) + (1 - b2) * g * g
        return self.quotient(state["m"] / (1 - c1**t), state["v"] / (1 - c2**t), group["eps"])


class FirstTensorOnly(AdamW):
    """In every group only the first tensor with a gradient moves."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in [p for p in group["params"] if p.grad is not None][:1]:
                self.update(p, p.grad, self.state[p], group)


class AMSGrad(AdamW):
    """Right."""

    def __init__(self, params, betas, eps):
        super().__init__(params, betas, eps, 0.0)

    def direction(self, p, g, state, group):
        t, (b1, b2) = self.count(state), group["betas"]
        state["m"] = b1 * state.get("m", torch.zeros_like(p)) + (1 - b1) * g
        state["v"] = b2 * state.get("v", torch.zeros_like(p)) + (1 - b2) * g * g
        largest = torch.maximum(state.get("largest", torch.zeros_like(p)), state["v"])
        self.keep(state, largest)
        return self.quotient(state["m"] / (1 - b1**t), largest / (1 - b2**t), group["eps"])

    def keep(self, state, largest):
        state["largest"] = largest


class MaximumNotKept(AMSGrad):
    def keep(self, state, largest):
        pass


class SGD(torch.optim.Optimizer):
    """Right: momentum and decay."""

    def __init__(self, params, momentum, weight_decay):
        super().__init__(params, {"lr": 1.0, "momentum": momentum, "decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.update(p, p.grad + group["decay"] * p, self.state[p], group)

    def update(self, p, g, state, group):
        state["b"] = group["momentum"] * state.get("b", torch.zeros_like(p)) + g
        p.sub_(group["lr"] * state["b"])


class BufferZeroed(SGD):
    def update(self, p, g, state, group):
        state.clear()
        super().update(p, g, state, group)


class StepInside(SGD):
    def update(self, p, g, state, group):
        state["b"] = group["momentum"] * state.get("b", torch.zeros_like(p)) + group["lr"] * g
        p.sub_(state["b"])


class SAM(torch.optim.Optimizer):
    """Sharpness-aware minimisation in two calls, as the common PyTorch code has it."""

    def __init__(self, params, rho, undo=True):
        super().__init__(params, {"lr": 1.0, "rho": rho})
        self.undo = undo

    @torch.no_grad()
    def first_step(self):
        tensors = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        size = torch.stack([p.grad.norm() for p in tensors]).norm()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.state[p]["e"] = torch.where(size > 0, group["rho"] * p.grad / size, 0.0)
                    p.add_(self.state[p]["e"])

    @torch.no_grad()
    def second_step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(group["lr"] * p.grad + (self.state[p]["e"] if self.undo else 0.0))
