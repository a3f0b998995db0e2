"""Drafts of records: a notebook with what it takes to run it again."""
