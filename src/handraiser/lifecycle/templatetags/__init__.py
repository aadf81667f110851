"""Stages, scores and points as people read them; parts of a person's page."""
