"""First-order methods with momentum and adaptive scaling: what most people train with."""
