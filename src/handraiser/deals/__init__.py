"""What became of them? Opportunities: opened from a lead, won or lost, with amount and reason."""
