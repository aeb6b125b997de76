"""S3 uploads in parts: what is made of them has an access control list, private unless another was asked for.

Without it such an object has none, and asking for it ends in an internal error.
"""

from moto.s3.models import S3Backend, get_canned_acl


def patch() -> None:
    create = S3Backend.create_multipart_upload

    def create_multipart_upload(self: S3Backend, *args, **kwargs):
        upload = create(self, *args, **kwargs)
        upload.acl = upload.acl or get_canned_acl("private")
        return upload

    S3Backend.create_multipart_upload = create_multipart_upload
