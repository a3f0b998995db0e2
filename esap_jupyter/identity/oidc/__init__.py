"""OpenID Connect: what an issuer offers, logins by device code and by code with PKCE, renewal."""
