"""What do we learn? The funnel, its conversions, where people come from, and what happened since you looked."""
