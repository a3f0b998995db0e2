"""Jobs that bring files: kept on disk, so that they outlive the process that does them."""
