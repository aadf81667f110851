"""What did they do? The collector (Segment-compatible HTTP), the event log, quarantine and bot flags.

Does not know who anybody is: an event carries the identifiers it came with, nothing more.
"""
