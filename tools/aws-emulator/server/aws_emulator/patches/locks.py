"""S3 Object Lock: the default retention of a bucket may be changed while objects are in it.

Without it that is refused as on a bucket that is not new, so that Terraform can neither change nor take away the retention of a
bucket in use, and cannot destroy it.
"""

from moto.s3.exceptions import InvalidBucketState
from moto.s3.models import S3Backend


def patch() -> None:
    def put_object_lock_configuration(
        self: S3Backend,
        bucket_name: str,
        lock_enabled: bool,
        mode: str | None = None,
        days: int | None = None,
        years: int | None = None,
    ) -> None:
        bucket = self.get_bucket(bucket_name)
        if not bucket.is_versioned:
            raise InvalidBucketState("Object Lock needs a bucket with versioning")
        # Once on, it stays on; only the retention goes.
        bucket.object_lock_enabled = bucket.object_lock_enabled or lock_enabled
        bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, days, years

    S3Backend.put_object_lock_configuration = put_object_lock_configuration
