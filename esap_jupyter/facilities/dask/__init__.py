"""Jobs at a Dask cluster."""
