"""How staff come in: a password, a second factor, and a session that ends.

allauth does the work; here is what we ask of it. Read `urls.py` for the pages, `adapters.py` for the rules,
`middleware.py` for what every page of the staff area asks.
"""
