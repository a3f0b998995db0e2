"""One question to many archives: checked, run in parallel, stored."""
