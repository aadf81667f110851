"""How far an erasure is."""
