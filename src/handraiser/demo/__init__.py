"""Six months of an invented company's marketing and sales, told through the real collector. Owns no rows of its own."""
