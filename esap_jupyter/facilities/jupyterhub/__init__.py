"""Another JupyterHub, on whose named servers notebooks are opened."""
