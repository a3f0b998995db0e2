"""Rules of this lake, as communities have their own: names may be odd, so that tests see them."""

SUPPORTED_VERSION = [">=41", "<42"]


def get_algorithms():
    """Name no algorithm of our own."""
    return {}
