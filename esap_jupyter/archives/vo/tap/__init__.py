"""Table access: TAP, its asynchronous jobs and uploads."""
