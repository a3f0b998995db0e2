"""Opens workflows here: fetched, unpacked, completed, and never over what the person changed."""
