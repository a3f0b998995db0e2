"""Logging in at a terminal: ``jupyter esap identity | login | logout``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..errors import BadRequestError
from ..python.identity_list import IdentityList

__all__ = ["identity", "login", "logout"]


def identity(argv: Sequence[str]) -> int:
    """Print who one is at each service."""
    from ..python import identity as logins

    argparse.ArgumentParser(
        prog="jupyter esap identity",
        description="List who you are at each service that wants to know, asking none.",
    ).parse_args(argv)
    print(logins.identity())
    return 0


def login(argv: Sequence[str]) -> int:
    """Log in to a service."""
    from ..python import identity as logins

    options = _login_parser().parse_args(argv)
    given = {
        name: value
        for name in ("account", "username", "certificate", "key", "proxy", "client_id")
        if (value := getattr(options, name)) is not None
    }
    if options.token_file is not None:
        given["token"] = _token(options.token_file)
    print(IdentityList([logins.login(options.id, **given)]))
    return 0


def logout(argv: Sequence[str]) -> int:
    """Log out of a service."""
    from ..python import identity as logins

    parser = argparse.ArgumentParser(
        prog="jupyter esap logout",
        description="Forget a login; one by OIDC, for all services of its issuer.",
    )
    parser.add_argument("id", help="of the service; 'jupyter esap identity' lists them")
    print(IdentityList([logins.logout(parser.parse_args(argv).id)]))
    return 0


def _login_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jupyter esap login",
        description="Log in to a service, here and in JupyterLab. With the id alone, by OIDC: a "
        "page and a code are printed. Passwords are asked for, as others can read command lines.",
        # Else --token TOKEN would be taken for the name of a file, and told.
        allow_abbrev=False,
    )
    parser.add_argument("id", help="of the service; 'jupyter esap identity' lists them")
    parser.add_argument("--account", help="where the service knows you by several")
    parser.add_argument("--username", help="its password is asked for, unseen")
    parser.add_argument("--client-id", help="of an application; its secret is asked for, unseen")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="in PEM; wants --key")
    parser.add_argument("--key", type=Path, metavar="FILE", help="readable by you alone")
    parser.add_argument("--proxy", type=Path, metavar="FILE", help="with its key in it")
    parser.add_argument("--token-file", metavar="FILE", help="a token; - reads standard input")
    return parser


def _token(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadRequestError(
            f"{name} cannot be read: {why}.", remedy="Name a file with a token in it."
        ) from None
