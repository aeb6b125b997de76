"""SQS: a redrive policy comes back as it was given.

Without it the JSON has spaces after commas and colons, and each plan finds a difference.
"""

import json

from moto.sqs.models import Queue


def patch() -> None:
    told = Queue.attributes.fget

    def attributes(self: Queue) -> dict:
        result = told(self)
        if self.redrive_policy:
            result["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        return result

    Queue.attributes = property(attributes)
