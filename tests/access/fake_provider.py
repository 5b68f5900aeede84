"""A sign-in provider on this machine: OpenID Connect with real RSA keys, and the mistakes that a test asks for."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "audit-learning", "a secret of the two"


class FakeProvider:
    """Serves discovery, keys, the authorisation page and tokens.

    `claims` go into the next token over the right ones (`None` leaves one out); `metadata` into the discovery document;
    `key`, when set, signs instead of the published one; `header` is the token's.
    """

    def __init__(self):
        self.published = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/tenant/v2.0"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self):
        self.key, self.claims, self.metadata, self.header = self.published, {}, {}, {"alg": "RS256", "kid": "one"}
        self.codes, self.seen, self.without_id_token, self.raw_token = {}, [], False, None

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def discovery(self):
        urls = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.issuer,
            **{name: f"{self.issuer}/{end}" for name, end in urls.items()},
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
            **self.metadata,
        }

    def authorise(self, location):
        """What a person's browser gets back from the provider after signing in: the address it is sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token_for(self, code, verifier):
        asked = self.codes.pop(code, None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 600,
            "nonce": asked["nonce"],
            "preferred_username": "ann@council.example",
            "roles": ["librarian"],
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        token = self.raw_token or jwt.encode(self.header, kept, self.key, algorithms=[self.header["alg"]])
        reply = {"access_token": secrets.token_hex(8), "token_type": "Bearer", "expires_in": 600}
        return reply if self.without_id_token else {**reply, "id_token": token}

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *words):
                pass

            def do_GET(self):
                provider.seen.append(self.path)
                if self.path.endswith("/.well-known/openid-configuration"):
                    self.answer(provider.discovery())
                elif self.path.endswith("/keys"):
                    self.answer({"keys": [provider.published.as_dict(private=False)]})
                else:
                    self.answer({}, 404)

            def do_POST(self):
                provider.seen.append(self.path)
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                reply = provider.token_for(form["code"], form.get("code_verifier", ""))
                self.answer(reply, 400 if "error" in reply else 200)

            def answer(self, value, status=200):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler


def another_key():
    """Of the same id as the provider's, and not the provider's."""
    return RSAKey.generate_key(2048, {"kid": "one"})


def shared_key():
    """What a token would be signed with by whoever knows the client's secret."""
    return OctKey.import_key(SECRET)
