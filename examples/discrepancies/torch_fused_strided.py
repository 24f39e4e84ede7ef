"""torch.optim.AdamW(fused=True): entries of a parameter with gaps in memory stay behind."""

import torch

ends = []
for fused in (False, True):
    x = torch.zeros(2, 2)[:, 0].copy_(torch.tensor([1.0, 3.0])).requires_grad_()
    x.grad = torch.ones_like(x)
    torch.optim.AdamW([x], lr=0.5, fused=fused).step()
    ends.append(x.tolist())
assert ends[0][1] != 3.0
assert ends[1][1] == 3.0
