"""An OpenID Connect provider on loopback: ``python -m tests.browser.provider PORT PEOPLE``, PEOPLE in JSON: subject → claims."""

from __future__ import annotations

import json
import os
import sys

from oidc_provider_mock import User, app
from werkzeug.serving import run_simple


def main(port: str, people: str) -> None:
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # http, on loopback
    users = [User(sub=subject, claims=claims) for subject, claims in json.loads(people).items()]
    provider = app(require_nonce=True, user_claims=users)
    provider.debug, provider.wsgi_app = (
        False,
        provider.wsgi_app.app,
    )  # it comes in a debugger, which runs what it is sent

    @provider.after_request
    def without_strangers(response):
        """Its pages ask another host for their style."""
        response.headers["Content-Security-Policy"] = "default-src 'self'; style-src 'unsafe-inline'"
        return response

    run_simple("127.0.0.1", int(port), provider, threaded=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
