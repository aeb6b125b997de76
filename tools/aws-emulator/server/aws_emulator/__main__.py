"""Serves the emulator until its standard input ends: python3 -m aws_emulator [--port PORT] [--node NODE]

Prints one line of JSON, {"endpoint": "http://127.0.0.1:PORT"}, once requests are taken. The account is MOTO_ACCOUNT_ID
(moto's default: 123456789012).
"""

import argparse
import json
import logging
import os
import sys
import threading

from werkzeug.serving import make_server

HOST = "127.0.0.1"


def main() -> None:
    parser = argparse.ArgumentParser(prog="aws_emulator", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument("--node", default="node", help="the Node.js that runs the code of functions")
    options = parser.parse_args()

    # One line per request would drown everything else.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    # The port is taken first and told to moto afterwards: nobody else can take it in between.
    server = make_server(HOST, options.port, DomainDispatcherApplication(create_backend_app), threaded=True)
    os.environ["MOTO_PORT"] = str(server.server_port)
    endpoint = f"http://{HOST}:{server.server_port}"

    from aws_emulator.patches import apply_patches

    apply_patches(endpoint=endpoint, node=options.node)
    threading.Thread(target=_stop_with_standard_input, daemon=True).start()
    print(json.dumps({"endpoint": endpoint}), flush=True)
    server.serve_forever()


def _stop_with_standard_input() -> None:
    """Ends the process with the one that started it, however that one ends: its end of the pipe is closed for it."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
