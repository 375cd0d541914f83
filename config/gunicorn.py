"""How gunicorn serves the site, by ``make run`` and in production.

``gunicorn --config=python:config.gunicorn config.wsgi``
"""

from config import env
from config.settings import DATA_DIR, PORT

bind = f"{env.text('COMMONLOOM_BIND', '127.0.0.1')}:{PORT}"
workers = env.whole_number("COMMONLOOM_WEB_PROCESSES", 2, low=1, high=64)
worker_class = "gthread"
threads = 4
preload_app = True  # loaded once, shared by the processes
graceful_timeout = 5
worker_tmp_dir = str(DATA_DIR)
control_socket_disable = True  # it would lie in the home folder
loglevel = "warning"
