"""Which stage are they in? Published models, standings (the cached result of each person) and stage changes."""
