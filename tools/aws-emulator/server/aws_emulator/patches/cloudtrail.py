"""CloudTrail: a trail may be named by its ARN.

Without it StartLogging, StopLogging and DeleteTrail know trails by name alone; Terraform gives the ARN and gets a KeyError.
"""

from moto.cloudtrail.models import CloudTrailBackend


def patch() -> None:
    for operation in ("start_logging", "stop_logging", "delete_trail"):
        setattr(CloudTrailBackend, operation, _by_name(getattr(CloudTrailBackend, operation)))


def _by_name(operation):
    def by_name(self: CloudTrailBackend, name: str) -> None:
        # arn:aws:cloudtrail:eu-west-1:123456789012:trail/NAME
        operation(self, name.rpartition("/")[2])

    return by_name
