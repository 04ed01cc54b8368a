"""The law store: full texts of statutes in all their versions, brought in by `shouwen laws import`, beside the graph and its versions.

`store` reads what is held, `model` says what that is; `reading`, `articles` and `forms` read the published forms, `importing` and
`writing` take them in.
"""
