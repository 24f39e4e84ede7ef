"""What the field also means by the name of a method: one module per method that has such dialects."""
