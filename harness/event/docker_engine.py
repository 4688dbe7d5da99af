"""Starts and stops reference implementations in a Docker engine. Knows containers, not what runs in them.

What is started carries a label, by which it is found again, in another process too. Nothing is pulled: an image that is
not here is said, with the command that gets it. What fails in its middle, or is interrupted, is taken away again.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.event.implementations import Container, Implementation, placed

LABEL = "org.openhie.harness.implementation"
HOST = "127.0.0.1"
LINES = 15  # of a container's log that a failure shows
NO_ENGINE = (
    "No Docker engine answers ({}). Start it (sudo systemctl start docker), see that you may use it (sudo usermod -aG "
    "docker $USER, then log in again), or name another one in DOCKER_HOST."
)


class Engine:
    """The Docker engine of this machine, or of DOCKER_HOST. A UsageError where none answers.

    `say` is told, in words, what goes on.
    """

    def __init__(self, say: Callable[[str], None] = lambda _: None) -> None:
        import docker
        from docker.errors import DockerException

        self._say = say
        try:
            self._client: Any = docker.from_env(timeout=30)
            self._client.ping()
        except DockerException as error:
            raise UsageError(NO_ENGINE.format(error)) from error

    def close(self) -> None:
        """Hang up; what was started goes on."""
        self._client.close()

    def running(self) -> list[str]:
        """The names of the implementations of which something is here, running or not."""
        found = self._client.containers.list(all=True, filters={"label": LABEL})
        return sorted({one.labels[LABEL] for one in found})

    def up(self, one: Implementation, ports: Mapping[int, int]) -> None:
        """Start `one` and wait until it is well. `ports` leads from each container's port to the host's.

        A UsageError where it is up already, an image is not here, a port is taken, or it does not become well; then,
        and after Ctrl-C, nothing of it is left.
        """
        if one.name in self.running():
            raise UsageError(f"{one.name} is here already. Take it away first: harness down {one.name}")
        mistakes = [*self._missing(one), *_taken(ports)]
        if mistakes:
            raise UsageError(*mistakes)
        try:
            network = self._client.networks.create(f"harness-{one.name}", labels={LABEL: one.name})
            for container in one.containers:
                self._start(one, container, ports, network)
        except BaseException:
            self.down(one.name)
            raise

    def down(self, name: str) -> int:
        """Take away everything of the implementation `name`, its data too; how many containers that were."""
        chosen = {"label": f"{LABEL}={name}"}
        containers = self._client.containers.list(all=True, filters=chosen)
        for one in containers:
            with _gone():
                one.remove(force=True, v=True)
        for network in self._client.networks.list(filters=chosen):
            with _gone():
                network.remove()
        return len(containers)

    def _missing(self, one: Implementation) -> Iterator[str]:
        from docker.errors import ImageNotFound

        for image in dict.fromkeys(container.image for container in one.containers):
            try:
                self._client.images.get(image)
            except ImageNotFound:
                yield f"The image {image} is not on this machine. Get it with: docker pull {image}"

    def _start(self, one: Implementation, container: Container, ports: Mapping[int, int], network: Any) -> None:
        from docker.errors import APIError

        self._say(f"starting {container.name} ({container.image})")
        made = self._client.containers.create(
            container.image,
            list(container.command) or None,
            name=f"harness-{one.name}-{container.name}",
            hostname=container.name,
            labels={LABEL: one.name},
            environment=dict(container.environment),
            ports={f"{port}/tcp": (HOST, ports[port]) for port in container.ports},
            network=network.name,
            networking_config={network.name: self._client.api.create_endpoint_config(aliases=[container.name])},
        )
        try:
            made.start()
        except APIError as error:
            raise UsageError(f"{container.name} cannot be started: {error.explanation or error}") from error
        _wait(made, container, placed(container.health, ports))


def _wait(made: Any, container: Container, health: str) -> None:
    """Return when `made` is well. A UsageError with the end of its log where it ends, or is not well in time."""
    deadline = time.monotonic() + container.patience
    while True:
        made.reload()
        if made.status != "running":
            why = "it ended"
            break
        why = answers(health)
        if not why:
            return
        if time.monotonic() > deadline:
            why = f"{health} did not answer within {container.patience:g} seconds ({why})"
            break
        time.sleep(0.25)
    log = made.logs(tail=LINES).decode("utf-8", "replace").strip()
    raise UsageError(
        f"{container.name} ({container.image}) is not well: {why}. It was taken away. Its log ends:\n{log}"
    )


def answers(address: str) -> str:
    """Why nothing answers at `address` (``http``, ``https``, ``tcp``), "" where something does, or nothing is asked."""
    parts = urlsplit(address)
    try:
        if parts.scheme == "tcp":
            socket.create_connection((parts.hostname or HOST, parts.port or 0), 2).close()
        elif address:
            anybody = ssl.create_default_context()
            anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE  # is it there, not who is it
            urllib.request.urlopen(address, timeout=5, context=anybody).close()
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return f"status {refusal.code}" if refusal.code >= 500 else ""
    except OSError as error:
        return str(error.args[-1] if error.args else error) or type(error).__name__
    return ""


def _taken(ports: Mapping[int, int]) -> Iterator[str]:
    for inside, outside in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, outside))
            except OSError as error:
                free = f"--port {inside}={outside + 1000}"
                yield f"Port {outside} of this machine cannot be had ({error.strerror}). Choose another one: {free}"


@contextlib.contextmanager
def _gone() -> Iterator[None]:
    """What is gone already need not be taken away."""
    from docker.errors import NotFound

    with contextlib.suppress(NotFound):
        yield
