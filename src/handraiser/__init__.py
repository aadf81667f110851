"""Handraiser: which leads are ready for sales, why, and who takes them."""

__version__ = "0.1.0"
