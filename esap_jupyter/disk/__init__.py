"""Files of homes that several processes share, perhaps on a network disk."""
