"""What `benchmarks/gpu.py` measures on a device, and how the device double stands in for it in the tests."""
