"""The slow reference of the scoring model's meaning, and the tests that hold the kernel equal to it."""
