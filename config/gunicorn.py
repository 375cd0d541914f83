"""How gunicorn serves the site, by ``make run`` and in production.

``gunicorn --config=python:config.gunicorn config.wsgi``
"""

from config.settings import BIND_HOST, DATA_DIR, PORT, WEB_PROCESSES

bind = f"{BIND_HOST}:{PORT}"
workers = WEB_PROCESSES
worker_class = "gthread"
threads = 4
preload_app = True  # loaded once, shared by the processes
graceful_timeout = 5
worker_tmp_dir = str(DATA_DIR)
control_socket_disable = True  # it would lie in the home folder
loglevel = "warning"
