"""Jobs at DIRAC, by the REST interface of DiracX."""
