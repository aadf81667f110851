"""How what comes in by file is worded."""
