"""People and companies as pages call them."""
