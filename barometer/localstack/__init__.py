"""Everything that one machine needs, as children of one process: `manage.py up`, and the same for tests.

Read in this order: `up` (what happens), `supervisor` (keeping children alive), `postgres` and `valkey` (the
servers), `environment` (what the children are told), `smtp_sink` (mail that stays here).
"""
