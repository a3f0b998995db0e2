"""The pocket ESAP: real protocols over bundled data, on the loopback address only."""
