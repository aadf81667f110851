"""The loop that drives the rest: chores, the lease that makes some of them single, and what was parked."""
