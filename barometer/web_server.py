"""How gunicorn serves the site, wherever it runs: `gunicorn --config=python:barometer.web_server`."""

wsgi_app = "barometer.wsgi"
# A worker is a copy of a process that has loaded everything: it is there at once, and shares its memory.
preload_app = True
control_socket_disable = True
