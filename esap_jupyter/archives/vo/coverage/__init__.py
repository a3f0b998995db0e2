"""What is known of a place before an archive is asked."""
