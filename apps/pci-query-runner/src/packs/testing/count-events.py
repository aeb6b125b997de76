"""Counts, without any of Lakeward's code, what rules of pci-dss-4.0.1 find in a folder of CloudTrail log files.

usage: python3 count-events.py FOLDER [GUARDED_BUCKET ...]
"""
import json
import pathlib
import re
import sys

folder, *guarded = sys.argv[1:]
events = [
    event for file in sorted(pathlib.Path(folder).glob("*.json")) for event in json.loads(file.read_text())["Records"]
]


def parameters(event):
    return event.get("requestParameters") or {}


def response(event):
    return event.get("responseElements") or {}


def identity(event):
    return event.get("userIdentity") or {}


def own_account(event):
    return event.get("recipientAccountId") or identity(event).get("accountId")


def called(event, service, *names):
    return event["eventSource"] == f"{service}.amazonaws.com" and event["eventName"] in names


def done(event, service, *names):
    return called(event, service, *names) and "errorCode" not in event and "errorCode" not in response(event)


def refused(event):
    return any(
        word in event.get("errorCode", "")
        for word in ("AccessDenied", "Unauthorized", "NotAuthorized", "AuthorizationError", "Forbidden", "AuthFailure")
    )


def by_hand(event):
    """Nobody delegated it to a service; the console marks its own calls."""
    return (
        identity(event).get("invokedBy") in (None, "AWS Internal", "signin.amazonaws.com")
        and identity(event).get("type") != "AWSService"
        and event.get("eventType") != "AwsServiceEvent"
    )


def for_another(event):
    name = parameters(event).get("userName")
    return name is not None and name != re.split("[/:]", identity(event).get("arn", ""))[-1]


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def statements(event):
    """Statements of the policy in the request, as text or as an object."""
    asked = parameters(event)
    policy = asked.get("bucketPolicy") or asked.get("assumeRolePolicyDocument") or asked.get("policyDocument") or {}
    return listed((json.loads(policy) if isinstance(policy, str) else policy).get("Statement"))


def accounts(statement):
    principal = statement.get("Principal") or {}
    named = listed(principal.get("AWS")) if isinstance(principal, dict) else [principal]
    return {"*" if name == "*" else re.search(r"\d{12}", name).group() for name in named}


def allows_others(event):
    return any(
        accounts(statement) - {own_account(event)} for statement in statements(event) if statement["Effect"] == "Allow"
    )


def everything(statement):
    actions = set(listed(statement.get("Action")))
    return statement["Effect"] == "Allow" and actions & {"*", "*:*", "iam:*"} and "*" in listed(statement.get("Resource"))


def open_ranges(event):
    """Ports of each permission of the request that is open to everyone."""
    asked = parameters(event)
    for permission in [asked, *(asked.get("ipPermissions") or {}).get("items", [])]:
        ranges = [permission.get("cidrIp"), permission.get("cidrIpv6")]
        for kind, field in (("ipRanges", "cidrIp"), ("ipv6Ranges", "cidrIpv6")):
            ranges += [item.get(field) for item in (permission.get(kind) or {}).get("items", [])]
        if {"0.0.0.0/0", "::/0"} & set(ranges):
            yield permission.get("fromPort"), permission.get("toPort")


def short_lifecycle(event):
    rules = listed((parameters(event).get("LifecycleConfiguration") or {}).get("Rule"))
    return any(
        rule.get("Status") == "Enabled" and int((rule.get("Expiration") or {}).get("Days", 9999)) < 365 for rule in rules
    )


def narrowed(event):
    selectors = parameters(event).get("eventSelectors") or []
    return any(not item["includeManagementEvents"] or item["readWriteType"] != "All" for item in selectors)


def added(event, permission):
    return ((parameters(event).get(permission) or {}).get("add") or {}).get("items")


USER_DATA = lambda e: called(e, "ec2", "DescribeInstanceAttribute") and parameters(e).get("attribute") == "userData"
TRAIL_CALLS = ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors", "PutInsightSelectors")
POLICY_CALLS = [f"{verb}{kind}Policy" for verb in ("Attach", "Detach", "Put", "Delete") for kind in ("User", "Group", "Role")]
POLICY_CALLS += ["CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion"]
PARAMETER_READS = ("GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory")

RULES = {
    "root-change": lambda e: identity(e).get("type") == "Root",
    "console-sign-in": lambda e: response(e).get("ConsoleLogin") == "Success",
    "console-sign-in-without-mfa": lambda e: response(e).get("ConsoleLogin") == "Success"
    and identity(e).get("type") in ("IAMUser", "Root")
    and e["additionalEventData"]["MFAUsed"] == "No",
    "failed-sign-in": lambda e: response(e).get("ConsoleLogin") == "Failure",
    "iam-user-change": lambda e: done(e, "iam", "CreateUser", "UpdateUser", "DeleteUser"),
    "iam-policy-change": lambda e: done(e, "iam", *POLICY_CALLS),
    "administrator-granted": lambda e: (
        done(e, "iam", "AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy")
        and parameters(e)["policyArn"].endswith(("/AdministratorAccess", "/IAMFullAccess", "/PowerUserAccess"))
    )
    or (
        done(e, "iam", "PutUserPolicy", "PutGroupPolicy", "PutRolePolicy", "CreatePolicy", "CreatePolicyVersion")
        and any(everything(statement) for statement in statements(e))
    ),
    "trust-policy-change": lambda e: done(e, "iam", "UpdateAssumeRolePolicy"),
    "trust-to-outside": lambda e: done(e, "iam", "CreateRole", "UpdateAssumeRolePolicy") and allows_others(e),
    "roles-anywhere-change": lambda e: e["eventSource"] == "rolesanywhere.amazonaws.com"
    and not e["eventName"].startswith(("List", "Get"))
    and "errorCode" not in e,
    "access-key-change": lambda e: done(e, "iam", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"),
    "access-key-for-another": lambda e: done(e, "iam", "CreateAccessKey") and for_another(e),
    "console-password-for-another": lambda e: done(e, "iam", "CreateLoginProfile", "UpdateLoginProfile")
    and for_another(e),
    "trail-stopped-or-deleted": lambda e: done(e, "cloudtrail", "StopLogging", "DeleteTrail"),
    "trail-weakened": lambda e: done(e, "cloudtrail", "PutEventSelectors") and narrowed(e),
    "trail-changed": lambda e: done(e, "cloudtrail", *TRAIL_CALLS[2:]),
    "trail-started-or-created": lambda e: done(e, "cloudtrail", "CreateTrail", "StartLogging"),
    "trail-change-failed": lambda e: called(e, "cloudtrail", *TRAIL_CALLS) and "errorCode" in e,
    "audit-trail-searched": lambda e: done(e, "cloudtrail", "LookupEvents") and by_hand(e),
    "guarded-bucket-configuration": lambda e: e["eventSource"] == "s3.amazonaws.com"
    and parameters(e).get("bucketName") in guarded
    and e["eventName"].startswith(("PutBucket", "DeleteBucket"))
    and e["eventName"] != "PutBucketTagging"
    and "errorCode" not in e,
    "log-group-deleted": lambda e: done(e, "logs", "DeleteLogGroup", "DeleteLogStream"),
    "flow-logs-deleted": lambda e: done(e, "ec2", "DeleteFlowLogs"),
    "bucket-lifecycle-short": lambda e: done(e, "s3", "PutBucketLifecycle") and short_lifecycle(e),
    "organization-leave-failed": lambda e: called(e, "organizations", "LeaveOrganization") and "errorCode" in e,
    "security-group-open": lambda e: done(e, "ec2", "AuthorizeSecurityGroupIngress") and any(open_ranges(e)),
    "security-group-open-administration": lambda e: done(e, "ec2", "AuthorizeSecurityGroupIngress")
    and any(low <= 22 <= high for low, high in open_ranges(e)),
    "security-group-change": lambda e: e["eventSource"] == "ec2.amazonaws.com"
    and re.fullmatch("(Create|Delete|Authorize|Revoke)SecurityGroup(In|E)?(gress)?", e["eventName"])
    and "errorCode" not in e,
    "snapshot-shared": lambda e: (
        done(e, "ec2", "ModifySnapshotAttribute")
        and added(e, "createVolumePermission")
        or done(e, "ec2", "ModifyImageAttribute")
        and added(e, "launchPermission")
    ),
    "database-snapshot-shared": lambda e: done(e, "rds", "ModifyDBSnapshotAttribute")
    and parameters(e).get("valuesToAdd"),
    "bucket-public": lambda e: done(e, "s3", "PutBucketPolicy") and any("*" in accounts(s) for s in statements(e)),
    "bucket-shared-outside": lambda e: done(e, "s3", "PutBucketPolicy") and allows_others(e),
    "function-opened": lambda e: e["eventName"].startswith("AddPermission2015") and parameters(e)["principal"] == "*",
    "function-code-changed": lambda e: e["eventName"].startswith("UpdateFunctionCode2015") and "errorCode" not in e,
    "secret-read": lambda e: done(e, "secretsmanager", "GetSecretValue", "BatchGetSecretValue") and by_hand(e),
    "parameter-decrypted": lambda e: done(e, "ssm", *PARAMETER_READS)
    and parameters(e).get("withDecryption") is True
    and by_hand(e),
    "password-data-read": lambda e: done(e, "ec2", "GetPasswordData"),
    "user-data-read": lambda e: USER_DATA(e) and "errorCode" not in e and by_hand(e),
    "credential-read-refused": lambda e: refused(e)
    and (
        USER_DATA(e)
        or called(e, "ec2", "GetPasswordData")
        or called(e, "secretsmanager", "GetSecretValue")
        or called(e, "ssm", *PARAMETER_READS)
    ),
    "remote-command": lambda e: done(e, "ssm", "SendCommand"),
    "identity-inventory-read": lambda e: done(e, "iam", "GetAccountAuthorizationDetails") and by_hand(e),
    "instance-credentials-used": lambda e: re.search("/i-[0-9a-f]{17}$", identity(e).get("arn", ""))
    and "amazon-ssm-agent" not in e["userAgent"],
    "attack-tool": lambda e: "stratus-red-team" in e.get("userAgent", ""),
    "access-denied": lambda e: refused(e) and not e["sourceIPAddress"].endswith(".amazonaws.com"),
    "role-assumption-refused": lambda e: called(e, "sts", "AssumeRole") and "errorCode" in e,
    "bucket-created-or-deleted": lambda e: done(e, "s3", "CreateBucket", "DeleteBucket"),
}

json.dump(
    {
        "events": len(events),
        "rules": {rule: len({e["eventID"] for e in events if matches(e)}) for rule, matches in RULES.items()},
    },
    sys.stdout,
)
