"""What the team sees of the fieldwork, as tables and pictures; no request and no address of a page."""
