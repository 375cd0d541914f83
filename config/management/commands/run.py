"""``manage.py run``: the whole site in one terminal, with a sample partner; see ``make run``."""

import os
import socket
import sys
from contextlib import closing
from errno import EADDRINUSE
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from config import env, sample
from config.preparation import prepare
from config.supervisor import ChildEnded, Stopped, Supervisor, end_with_parent

MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))
GUNICORN = (sys.executable, "-m", "gunicorn", "--config=python:config.gunicorn", "config.wsgi")


class Command(BaseCommand):
    help = "Prepare the site, start web, worker and the sample partner, and print the address."
    requires_system_checks = ()

    def handle(self, *_arguments: object, **_options: object) -> None:
        if env.text("MAKELEVEL"):
            end_with_parent()
        with closing(self.listen()) as listener, Supervisor(self.environment()) as supervisor:
            try:
                prepare(say=self.stdout.write)
                self.start(supervisor, listener)
                supervisor.watch()
            except ChildEnded as ended:
                raise SystemExit(f"{ended}; everything else was stopped.") from ended
            except Stopped:
                self.stdout.write("\nStopping ...")
        self.stdout.write("Stopped.")

    def listen(self) -> socket.socket:
        """Take the port before anything else is done, and hold it for the web server."""
        port = settings.PORT
        try:
            return socket.create_server((settings.BIND_HOST, port), backlog=1024)
        except OSError as error:
            why = "is taken" if error.errno == EADDRINUSE else f"cannot be used ({error})"
            raise SystemExit(
                f"Port {port} {why}. Choose another by the setting PORT: make run PORT={port + 1}"
            ) from error

    def environment(self) -> dict[str, str]:
        """Give the environment of all processes: temporary files stay in the data folder."""
        return {**os.environ, "TMPDIR": str(settings.DATA_DIR / "tmp"), "PYTHONUNBUFFERED": "1"}

    def start(self, supervisor: Supervisor, listener: socket.socket) -> None:
        """Start everything, fill an empty catalogue from the sample partner, print the address."""
        partner = self.start_partner(supervisor) if settings.SAMPLE_PARTNER else None
        handle = listener.fileno()
        supervisor.start("The web server", [*GUNICORN, f"--bind=fd://{handle}"], pass_fds=[handle])
        listener.close()  # from here on it is the web server's alone
        if partner:
            self.harvest_partner(supervisor, partner)
        connection.close()
        supervisor.start("The worker", [*MANAGE, "work"])
        host = "127.0.0.1" if settings.BIND_HOST == "0.0.0.0" else settings.BIND_HOST  # noqa: S104 - compared, not bound
        supervisor.wait_until(lambda: answers(host, settings.PORT, "/"))
        self.stdout.write(
            f"\nCommonloom is ready: http://{host}:{settings.PORT}/ (Ctrl-C stops it)"
        )

    def start_partner(self, supervisor: Supervisor) -> int | None:
        """Start the sample partner, and let this run harvest it; give its port."""
        port = sample.choose_port(settings.DATA_DIR / "sample-partner-port")
        if port is None:
            self.stderr.write("The port of the sample partner is taken; going on without it.")
            return None
        allowed = [*settings.HARVEST_ALLOWED_HOSTS, f"127.0.0.1:{port}"]
        supervisor.environment["COMMONLOOM_ALLOW_HOSTS"] = ",".join(allowed)
        command = [*MANAGE, "sample_partner", "--port", str(port)]
        supervisor.start("The sample partner", command, is_silent=True)
        return port

    def harvest_partner(self, supervisor: Supervisor, port: int) -> None:
        """Harvest from the sample partner what was never harvested to the end."""
        supervisor.wait_until(lambda: answers("127.0.0.1", port, "/oai?verb=Identify"))
        for prefix, set_spec in sample.list_open_harvests(port):
            self.stdout.write(f"Harvesting the sample partner: {set_spec}, as {prefix} ...")
            harvest = [*MANAGE, "harvest", sample.base_url(port)]
            harvest += ["--prefix", prefix, "--set", set_spec, "--name", "Sample partner"]
            if supervisor.run("The first harvest", harvest):
                self.stderr.write("It did not come to its end; the next start tries again.")


def answers(host: str, port: int, path: str) -> bool:
    """Tell whether something answers HTTP there already.

    Raises:
        SystemExit: It answers that it is broken.
    """
    with closing(HTTPConnection(host, port, timeout=5)) as connection:
        try:
            connection.request("GET", path)
            status = connection.getresponse().status
        except (OSError, HTTPException):
            return False
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SystemExit(f"http://{host}:{port}{path} answers with {status}; the cause is above.")
    return True
