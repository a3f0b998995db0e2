"""Archives: connectors, targets, searches."""
