"""torch.optim.LBFGS: a parameter that is transposed in memory cannot be optimised."""

import torch

x = torch.zeros(2, 3).T.requires_grad_()
error = ""
try:
    torch.optim.LBFGS([x]).step(lambda: (loss := (x - 1).square().sum(), loss.backward())[0])
except RuntimeError as raised:
    error = str(raised)
assert "view size is not compatible" in error
