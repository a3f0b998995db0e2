"""What belongs to a row: DataLink, SODA, previews."""
