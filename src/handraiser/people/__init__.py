"""Who are they? People, companies, identities, the link ledger, merging and traits.

Owns which person an event belongs to; never rewrites an event.
"""
