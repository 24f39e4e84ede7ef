"""torch.optim.NAdam: the product of the momenta is float32 also for float64 parameters, so steps err by 1e-8."""

import torch

x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
method = torch.optim.NAdam([x], lr=1.0, betas=(0.9, 0.999), eps=0.0)
x.grad = torch.ones_like(x)
method.step()
now, ahead = (0.9 * (1 - 0.5 * 0.96 ** (0.004 * t)) for t in (1, 2))
exact = ahead / (1 - now * ahead) * 0.1 + (1 - now) / (1 - now)  # m = 0.1, v^ = 1
assert 1e-9 < abs(-x.item() - exact) < 1e-6
assert method.state[x]["mu_product"].dtype == torch.float32
