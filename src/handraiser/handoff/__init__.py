"""Who takes them? Alerts to sales: to whom, why, and whether somebody has seen them."""
