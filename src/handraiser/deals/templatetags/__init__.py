"""Opportunities on pages."""
