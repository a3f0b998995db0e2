"""Images, spectra and sources by position: SIA, SSA, SCS."""
