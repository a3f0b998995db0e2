"""Asynchronous jobs that live on."""
