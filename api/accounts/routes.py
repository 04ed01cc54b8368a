"""Which permission every route needs: one line a route. A route that is not here is refused (`guard`), and a test fails.

A new route: add its endpoint (blueprint.function) here. One that writes needs a permission other than READ and RESOLVE.
"""

from __future__ import annotations

from typing import Final

from api.accounts.permissions import Permission

ROUTES: Final[dict[str, Permission]] = {
    "static": Permission.OPEN,
    # the dispatcher's page
    "pages.start": Permission.RESOLVE,
    "pages.resolve": Permission.RESOLVE,
    "pages.text": Permission.RESOLVE,
    "pages.places": Permission.RESOLVE,
    # reading
    "browse.matters": Permission.READ,
    "browse.statutes": Permission.READ,
    "browse.rulings": Permission.READ,
    "browse.record": Permission.READ,
    "browse.docs": Permission.READ,
    "practices.places": Permission.READ,
    "practices.place": Permission.READ,
    "practices.matter": Permission.READ,
    # REST
    "rest.resolve": Permission.RESOLVE,
    "rest.resolve_batch": Permission.RESOLVE,
    "resources.get_articles": Permission.READ,
    "resources.get_matters": Permission.READ,
    "resources.get_rulings": Permission.READ,
    "resources.get_statutes": Permission.READ,
    "resources.get_units": Permission.READ,
    "resources.list_articles": Permission.READ,
    "resources.list_matters": Permission.READ,
    "resources.list_rulings": Permission.READ,
    "resources.list_statutes": Permission.READ,
    "resources.list_units": Permission.READ,
    "resources.list_versions": Permission.READ,
    "resources.search": Permission.READ,
    # running: for a monitor that has no account
    "operations.healthz": Permission.OPEN,
    "operations.readyz": Permission.OPEN,
    "operations.prometheus": Permission.OPEN,
    "operations.openapi": Permission.READ,
    # accounts
    "accounts.login": Permission.OPEN,
    "accounts.log_in_with_password": Permission.OPEN,
    "accounts.logout": Permission.OWN,
    "accounts.own": Permission.OWN,
    "accounts.change_password": Permission.OWN,
    "accounts.make_token": Permission.OWN,
    "accounts.revoke_token": Permission.OWN,
    "administration.accounts": Permission.ADMINISTER,
    "administration.add": Permission.ADMINISTER,
    "administration.one": Permission.ADMINISTER,
    "administration.change": Permission.ADMINISTER,
    "administration.reset": Permission.ADMINISTER,
    "administration.revoke_token": Permission.ADMINISTER,
    "administration.audit_log": Permission.ADMINISTER,
}
