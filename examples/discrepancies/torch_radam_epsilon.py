"""torch.optim.RAdam: epsilon is added before the bias correction, unlike in Adam of the same library."""

import torch

x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
method, moved = torch.optim.RAdam([x], lr=1.0, eps=0.01), []
for _ in range(6):
    x.grad, before = torch.ones_like(x), x.item()
    method.step()
    moved.append(before - x.item())
rho, limit, root = 1999 - 12 * 0.999**6 / (1 - 0.999**6), 1999, (1 - 0.999**6) ** 0.5
r = ((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho)) ** 0.5
assert abs(moved[5] - r / (1 + 0.01 / root)) < 1e-12 < abs(moved[5] - r / (1 + 0.01))
