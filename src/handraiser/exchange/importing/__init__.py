"""Files of others become events of ours: detected, mapped, checked row by row, written, and taken back as a whole."""
