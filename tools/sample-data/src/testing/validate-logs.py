"""Runs `aws cloudtrail validate-logs` of the installed AWS command line over a folder, with the folder in the place of S3.

Usage: validate-logs.py FOLDER KEYS BUCKET DATE ACCOUNT REGION HOME_REGION

The objects' metadata are not in a folder: each digest's signature is taken from the digest after it.
"""

import gzip
import io
import json
import os
import sys

from awscli.customizations.cloudtrail import validation
from botocore.exceptions import ClientError

folder, keys, bucket, date, account, region, home_region = sys.argv[1:]


def path_of(key):
    return os.path.join(folder, key)


def all_keys():
    for directory, _, names in os.walk(path_of("AWSLogs")):
        for name in names:
            yield os.path.relpath(os.path.join(directory, name), folder).replace(os.sep, "/")


signatures = {}
for key in all_keys():
    if "/CloudTrail-Digest/" in key:
        with gzip.open(path_of(key)) as file:
            digest = json.load(file)
        signatures[digest["previousDigestS3Object"]] = digest["previousDigestSignature"]


class Pages:
    def __init__(self, marker, prefix):
        self.keys = sorted(key for key in all_keys() if key.startswith(prefix) and key > marker)

    def search(self, _):
        return iter(self.keys)


class Folder:
    def get_paginator(self, _):
        return self

    def paginate(self, Bucket, Marker, Prefix=""):
        return Pages(Marker, Prefix)

    def get_object(self, Bucket, Key):
        if Bucket != bucket or not os.path.exists(path_of(Key)):
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": Key}}, "GetObject")
        with open(path_of(Key), "rb") as file:
            body = io.BytesIO(file.read())
        signature = signatures.get(Key)
        metadata = {} if signature is None else {"signature": signature, "signature-algorithm": "SHA256withRSA"}
        return {"Body": body, "Metadata": metadata}


class FolderProvider:
    def get_client(self, _):
        return Folder()


class Keys:
    def list_public_keys(self, StartTime, EndTime):
        with open(os.path.join(keys, f"{region}.json")) as file:
            return json.load(file)


validate = validation.CloudTrailValidateLogs(None)
validate.trail_arn = f"arn:aws:cloudtrail:{home_region}:{account}:trail/audit"
validate.s3_bucket = bucket
validate.is_verbose = True
validate.start_time = validation.normalize_date(validation.parse_date(f"{date}T00:00:00Z"))
# Digests of the hour after the end are looked at as well: this is the one that ends at 00:14:31 of the next day.
validate.end_time = validate.start_time.replace(hour=0, minute=5) + validation.timedelta(days=1)
validate._source_region = region
validate.s3_client_provider = FolderProvider()
validate.cloudtrail_client = Keys()
validate.organization_client = None
validate._call()
