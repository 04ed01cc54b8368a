"""People: who they are (accounts, sessions, tokens), what each may do, and what was done by whom.

A route names its permission in `routes.ROUTES`; what a role may do stands in `permissions.ROLES`; `principal.who()` says who
asks; `audit.audit()` writes down what was done; `guard.register()` puts all of it in front of an application.
"""
