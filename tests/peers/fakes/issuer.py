"""An OIDC issuer with rotating refresh tokens, which can be made to lie, refuse and go silent."""

import base64
import hashlib
import itertools
import json
import threading
import time
from typing import Any

from tests.peers.fakes.base import Answer, Asked, Fake, json_answer

__all__ = ["FakeIssuer", "jwt"]

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def jwt(**claims: Any) -> str:
    """Make a token that nobody has signed."""
    parts = ({"alg": "none"}, claims)
    coded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join([*(part.rstrip("=") for part in coded), "c2ln"])


class FakeIssuer(Fake):
    """Gives tokens of a lifetime.

    Attributes
    ----------
    metadata
        What it tells instead of the truth.
    refusals
        Words to refuse the next requests to the token endpoint with.
    device
        What it answers instead when asked for a device code.
    identity
        Claims of ID tokens instead of the true ones.
    lifetime
        Seconds that access tokens last.
    audience
        Whom its tokens are for, but for those that are exchanged.
    refreshed
        How often a refresh token was taken.
    """

    def __init__(self) -> None:
        super().__init__()
        self.metadata: dict[str, Any] = {}
        self.refusals: list[str] = []
        self.device: dict[str, Any] = {}
        self.identity: dict[str, Any] = {}
        self.lifetime = 3600
        self.audience = "rucio"
        self.refreshed = 0
        self.revoked: list[str] = []
        self.asked_for: dict[str, str] = {}
        self.valid: set[str] = set()
        self.slow = 0.0
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        """Answer a request."""
        if asked.path == "/.well-known/openid-configuration":
            return json_answer(self._metadata())
        if asked.path == "/device":
            return json_answer(self._device())
        if asked.path == "/revoke":
            self.revoked.append(asked.form["token"])
            return Answer(b"")
        if asked.path == "/token":
            return self._token(asked.form)
        return json_answer({"error": "not_found"}, 404)

    def challenge_of(self, url_params: dict[str, str]) -> str:
        """Note what a browser was sent with, and return a code."""
        self.asked_for = url_params
        return "the-code"

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.root,
            "authorization_endpoint": f"{self.root}/auth",
            "token_endpoint": f"{self.root}/token",
            "device_authorization_endpoint": f"{self.root}/device",
            "revocation_endpoint": f"{self.root}/revoke",
            "grant_types_supported": ["refresh_token", EXCHANGE],
            **self.metadata,
        }

    def _device(self) -> dict[str, Any]:
        return {
            "device_code": "the-device-code",
            "user_code": "WDJB-MJHT",
            "verification_uri": f"{self.root}/type",
            "verification_uri_complete": f"{self.root}/type?user_code=WDJB-MJHT",
            "expires_in": 600,
            "interval": 0.01,
            **self.device,
        }

    def _token(self, form: dict[str, str]) -> Answer:
        if self.refusals:
            word = self.refusals.pop(0)
            return json_answer({"error": word, "error_description": f"{form}"}, 400)
        if form["grant_type"] == "refresh_token":
            return self._renewed(form)
        if form["grant_type"] == EXCHANGE:
            return json_answer(self._tokens(form.get("audience", ""), renews=False))
        if form["grant_type"] == "authorization_code":
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            told = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if told != self.asked_for["code_challenge"] or form["code"] != "the-code":
                return json_answer({"error": "invalid_grant"}, 400)
        return json_answer(self._tokens(self.audience))

    def _renewed(self, form: dict[str, str]) -> Answer:
        time.sleep(self.slow)
        with self._lock:
            token = form["refresh_token"]
            if token not in self.valid:
                # One that is used twice was stolen: then all of them end (RFC 6819, 5.2.2.3).
                self.valid.clear()
                return json_answer({"error": "invalid_grant"}, 400)
            self.valid.discard(token)
            self.refreshed += 1
        return json_answer(self._tokens(self.audience))

    def _tokens(self, audience: str, *, renews: bool = True) -> dict[str, Any]:
        number, now = next(self._numbers), time.time()
        common = {"iss": self.root, "sub": "alice", "exp": now + self.lifetime, "jti": str(number)}
        answer = {
            "access_token": jwt(**common, aud=audience, scope="openid profile"),
            "token_type": "Bearer",
            "expires_in": self.lifetime,
        }
        if renews:
            answer["refresh_token"] = f"refresh-secret-{number}"
            self.valid.add(f"refresh-secret-{number}")
            told = {"aud": "esap", "nonce": self.asked_for.get("nonce", ""), **self.identity}
            answer["id_token"] = jwt(**{**common, **told})
        return answer
