"""S3 Inventory: configurations are kept as they were given and can be deleted.

Without it deleting a configuration deletes the bucket if it is empty, IncludedObjectVersions always reads All, so that each plan
finds a difference, and a missing configuration has another error code than on AWS, so that the provider waits for it in vain.
"""

from moto.s3 import exceptions
from moto.s3.models import S3Backend
from moto.s3.responses import S3Response

# What a bucket can have several of, each with an id: metrics and the rest are not kept by moto, and gone is what is asked for.
_NUMBERED = ("inventory", "metrics", "analytics", "intelligent-tiering")


def patch() -> None:
    exceptions.MissingInventoryConfig.code = "NoSuchConfiguration"
    _keep_included_versions()
    _delete_configurations()


def _keep_included_versions() -> None:
    put = S3Backend.put_bucket_inventory_configuration
    get = S3Response.get_bucket_inventory_configuration

    def put_bucket_inventory_configuration(self: S3Backend, bucket_name: str, inventory_configuration: dict):
        put(self, bucket_name, inventory_configuration)
        kept = self.get_bucket(bucket_name).inventory_configs[inventory_configuration["Id"]]
        kept.included_object_versions = inventory_configuration["IncludedObjectVersions"]

    def get_bucket_inventory_configuration(self: S3Response):
        kept = self.backend.get_bucket_inventory_configuration(
            bucket_name=self.bucket_name, id=self.querystring["id"][0]
        )
        status, headers, body = get(self)
        text = body.decode() if isinstance(body, bytes) else body
        tag = "<IncludedObjectVersions>{}<".format
        return status, headers, text.replace(tag("All"), tag(kept.included_object_versions))

    S3Backend.put_bucket_inventory_configuration = put_bucket_inventory_configuration
    S3Response.get_bucket_inventory_configuration = get_bucket_inventory_configuration


def _delete_configurations() -> None:
    delete = S3Response._bucket_response_delete

    def delete_part_or_bucket(self: S3Response, bucket_name: str, querystring: dict):
        if not any(part in querystring for part in _NUMBERED):
            return delete(self, bucket_name, querystring)
        if "inventory" in querystring:
            self.backend.get_bucket(bucket_name).inventory_configs.pop(querystring["id"][0], None)
        return 204, {}, ""

    S3Response._bucket_response_delete = delete_part_or_bucket
