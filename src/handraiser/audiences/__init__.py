"""Whom do we look at? Lists of leads and companies, filters, views, tags, and audiences (saved conditions)."""
