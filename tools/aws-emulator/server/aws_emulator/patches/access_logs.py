"""S3 access logs: a bucket policy may grant their delivery beside other statements, and on several resources.

Without it the grant is found only where no statement before it is for everybody ("Principal": "*" ends in an AttributeError)
and where its resource is a string, so that logging into a bucket that also denies what is not by TLS cannot be turned on.
"""

import json

from moto.s3.models import FakeBucket

_DELIVERY = "logging.s3.amazonaws.com"


def patch() -> None:
    def may_deliver(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
        if not target_bucket.policy:
            return False
        bucket = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}"
        enough = {f"{bucket}/*", f"{bucket}/{target_prefix or ''}*"}
        return any(
            statement["Effect"] == "Allow"
            and _DELIVERY in _services(statement)
            and "s3:PutObject" in _listed(statement.get("Action", []))
            and enough.intersection(_listed(statement.get("Resource", [])))
            for statement in _listed(json.loads(target_bucket.policy)["Statement"])
        )

    FakeBucket._log_permissions_enabled_policy = staticmethod(may_deliver)


def _services(statement: dict) -> list[str]:
    principal = statement.get("Principal")
    return _listed(principal.get("Service", [])) if isinstance(principal, dict) else []


def _listed(one_or_more) -> list:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
