"""Changes to moto 5.2, each where it fails Terraform's AWS provider 5.100 or the code of a function.

Every patch says what moto does without it. They agree with AWS as far as its documentation goes; that something works here is no
proof that it works there.
"""

from . import (
    access_logs,
    athena,
    cloudtrail,
    events,
    functions,
    inventory,
    keys,
    locks,
    notifications,
    policies,
    queues,
    uploads,
)


def apply_patches(endpoint: str, node: str) -> None:
    """Applies all of them; `endpoint` is what the code of functions takes for AWS, `node` what runs it."""
    access_logs.patch()
    athena.patch()
    cloudtrail.patch()
    events.patch()
    functions.patch(endpoint, node)
    inventory.patch()
    keys.patch()
    locks.patch()
    notifications.patch()
    policies.patch()
    queues.patch()
    uploads.patch()
