"""Who are we? The organisation, its users and their roles, and the audit log of who changed what.

Knows nothing of leads, events or scores; everybody else may import it.
"""
