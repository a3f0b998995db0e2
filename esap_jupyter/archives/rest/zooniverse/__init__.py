"""The Zooniverse, by Panoptes."""
