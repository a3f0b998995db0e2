"""A BinderHub, which builds a notebook's own environment and opens it there."""
