"""What is said at one version: load, validate, store, compile, open, traverse and export.

Published versions are immutable; a version is named by the hash of its content.
"""
