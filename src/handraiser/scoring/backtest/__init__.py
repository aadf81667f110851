"""What would a draft have done? Two models over one past, each moment on what was known then.

Owns the comparison and its tables. What a score means is the kernel's; where histories come from is their owner's.
"""
