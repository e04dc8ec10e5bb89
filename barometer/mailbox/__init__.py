"""The mail of `manage.py up`, read in the browser. These pages exist on a machine of one's own only."""
