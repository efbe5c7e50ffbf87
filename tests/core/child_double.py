"""A child for the tests of `ChildProcess`: does as it is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

from studio.core.child import LINE_LIMIT, Message, Wire


def _connect() -> Message:
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1).close()
    except OSError:
        return {"refused": False}
    except Exception as problem:
        return {"refused": True, "kind": type(problem).__name__}
    return {"refused": False}


def main() -> None:
    """Serve requests until told to end."""
    print("printed before the wire is not JSON", flush=True)
    wire = Wire()
    print("printed after", flush=True)
    while True:
        request = wire.receive()
        match request["do"]:
            case "echo":
                wire.send({"echo": request["text"], "offline": os.environ.get("HF_HUB_OFFLINE")})
            case "print":
                os.write(1, b'{"forged": true}\n')
                subprocess.run([sys.executable, "-c", "print('{\"forged\": 2}')"], check=True)
                wire.send({"done": True})
            case "connect":
                wire.send(_connect())
            case "fail":
                sys.stderr.write("first line\nthe very reason\n")
                wire.leave(7)
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "deaf":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                wire.send({"deaf": True})
                time.sleep(600)
            case "flood":
                wire.send({"long": "x" * (LINE_LIMIT + 10)})
            case "chatter":
                for number in range(5000):
                    sys.stderr.write(f"line {number} {'y' * 200}\n")
                wire.send({"done": True})


if __name__ == "__main__":
    main()
