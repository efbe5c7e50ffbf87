"""Put on the path of a program under test: every attempt to reach a network ends the program with code 99.

With `STUDIO_WITNESS` every process also writes there that it was watched, and what it reached for.
"""

import os
import sys


def _tell(line: str) -> None:
    if path := os.environ.get("STUDIO_WITNESS"):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(file, f"{line}\n".encode())
        os.close(file)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    outward = event == "socket.getaddrinfo" or (
        event in {"socket.connect", "socket.sendto"} and not isinstance(arguments[1], (str, bytes))
    )
    if outward:
        os.write(2, f"reached for the network: {event} {arguments[1:]!r}\n".encode())
        _tell(f"reached {os.getpid()} {event}")
        os._exit(99)


sys.addaudithook(_refuse)
_tell(f"watched {os.getpid()} {' '.join(sys.orig_argv[1:4])}")
