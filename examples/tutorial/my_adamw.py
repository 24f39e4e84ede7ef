"""AdamW in PyTorch: right, and with the slip that everybody makes once."""

import torch


def torch_adamw(params, h):
    """Make PyTorch's AdamW from the hyper-parameters of a case; the step size is set before every step."""
    return torch.optim.AdamW(
        params, betas=(h["beta1"], h["beta2"]), eps=h["epsilon"], weight_decay=h["weight_decay"]
    )


def torch_adam_with_decay(params, h):
    """The slip: `Adam` has a `weight_decay` too, and it means something else."""
    return torch.optim.Adam(
        params, betas=(h["beta1"], h["beta2"]), eps=h["epsilon"], weight_decay=h["weight_decay"]
    )
