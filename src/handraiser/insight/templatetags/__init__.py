"""What the funnel shows of its numbers."""
