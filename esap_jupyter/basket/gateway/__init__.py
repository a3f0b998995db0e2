"""Shopping baskets that ESAP gateways keep, and how ours is kept the same."""
