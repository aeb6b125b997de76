"""Lists what an emulated account holds, one `service name` a line: python3 -m aws_emulator.contents ENDPOINT REGION

For showing that a deployment made something, or that destroying it leaves nothing. It knows the services below. What every account
has (the primary workgroup, AWS's own key aliases) is left out, and so are keys that wait for their deletion.
"""

import sys
from collections.abc import Iterator

import boto3


def main(endpoint: str, region: str) -> None:
    for service, found in _contents(endpoint, region):
        for name in sorted(found):
            if not (name == "primary" or name.startswith("alias/aws/")):
                print(service, name)


def _contents(endpoint: str, region: str) -> Iterator[tuple[str, list[str]]]:
    def client(service: str):
        return boto3.client(
            service, endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
        )

    yield "s3", [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]]
    kms = client("kms")
    yield "kms", [alias["AliasName"] for alias in kms.list_aliases()["Aliases"]]
    yield "kms", [
        key["KeyId"]
        for key in kms.list_keys()["Keys"]
        if kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] != "PendingDeletion"
    ]
    yield "lambda", [each["FunctionName"] for each in client("lambda").list_functions()["Functions"]]
    yield "iam", [role["RoleName"] for role in client("iam").list_roles()["Roles"]]
    yield "sqs", client("sqs").list_queues().get("QueueUrls", [])
    yield "sns", [topic["TopicArn"] for topic in client("sns").list_topics()["Topics"]]
    yield "logs", [group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]]
    yield "logs", [each["filterName"] for each in client("logs").describe_metric_filters()["metricFilters"]]
    yield "glue", [database["Name"] for database in client("glue").get_databases()["DatabaseList"]]
    yield "athena", [group["Name"] for group in client("athena").list_work_groups()["WorkGroups"]]
    yield "scheduler", [schedule["Name"] for schedule in client("scheduler").list_schedules()["Schedules"]]
    cloudwatch = client("cloudwatch")
    yield "cloudwatch", [alarm["AlarmName"] for alarm in cloudwatch.describe_alarms()["MetricAlarms"]]
    yield "cloudwatch", [each["DashboardName"] for each in cloudwatch.list_dashboards()["DashboardEntries"]]


if __name__ == "__main__":
    main(*sys.argv[1:])
