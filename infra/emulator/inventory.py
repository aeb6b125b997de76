"""Lists what an emulated account holds, one `service name` a line: python3 inventory.py ENDPOINT REGION

Used to show that destroying a deployment leaves nothing. Resources that every account has (the primary workgroup, the default
bus, AWS's own aliases) are left out.
"""

import sys

import boto3

endpoint, region = sys.argv[1:]


def client(service):
    return boto3.client(
        service, endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
    )


def names():
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


for service, found in names():
    for name in sorted(found):
        if not (name == "primary" or name.startswith("alias/aws/")):
            print(service, name)
