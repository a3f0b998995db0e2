"""WSRT-Apertif's archive, ALTA."""
