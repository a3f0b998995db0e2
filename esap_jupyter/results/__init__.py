"""Stored tables: where they lie, pages of them, forms for a kernel, and code that remakes them."""
