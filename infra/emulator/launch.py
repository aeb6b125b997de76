"""Starts moto's server on the loopback interface as an account to deploy into: python3 launch.py PORT

The account is MOTO_ACCOUNT_ID. Needs moto[server] 5.2 and node on PATH. What is patched, and why, is said at each patch:
only what keeps Terraform's AWS provider 5.100 from a clean plan, or what keeps a function's code from running.
A deployment that works here agrees with a patched emulator, which is not proof that AWS agrees.
"""

import os
import sys

from patches import apply_patches

if __name__ == "__main__":
    port = sys.argv[1]
    os.environ["MOTO_PORT"] = port
    apply_patches(int(port))

    from moto.server import main

    main(["-H", "127.0.0.1", "-p", port])
