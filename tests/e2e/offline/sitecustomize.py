"""Put on the path of a program under test: every attempt to reach a network ends the program with code 99."""

import os
import sys


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    outward = event == "socket.getaddrinfo" or (
        event == "socket.connect" and not isinstance(arguments[1], (str, bytes))
    )
    if outward:
        os.write(2, f"reached for the network: {event} {arguments[1:]!r}\n".encode())
        os._exit(99)


sys.addaudithook(_refuse)
