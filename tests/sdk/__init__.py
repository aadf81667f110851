"""Real SDKs, by their documented options only, deliver to a real collector, through a network that fails them."""
