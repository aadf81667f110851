"""Hand-offs on pages."""
