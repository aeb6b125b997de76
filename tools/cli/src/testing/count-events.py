"""Counts, without any of Lakeward's code, what the rules of pci-dss-3.2.1 find in a folder of CloudTrail log files.

usage: python3 count-events.py FOLDER [GUARDED_BUCKET ...]
"""
import json
import pathlib
import sys

folder, *guarded = sys.argv[1:]
files = sorted(pathlib.Path(folder).glob("*.json"))
events = [event for file in files for event in json.loads(file.read_text())["Records"]]


def parameters(event):
    return event.get("requestParameters") or {}


def identity(event):
    return event.get("userIdentity") or {}


def issuer(event):
    return (identity(event).get("sessionContext") or {}).get("sessionIssuer") or {}


RULES = {
    "10.2.1-10.2.3-log-access": lambda e: e["eventSource"] == "s3.amazonaws.com"
    and e["eventName"] == "GetObject"
    and parameters(e).get("bucketName") in guarded
    and e["sourceIPAddress"] not in ("cloudtrail.amazonaws.com", "athena.amazonaws.com"),
    "10.2.2-root": lambda e: "Root" in (identity(e).get("type"), issuer(e).get("type"))
    and "invokedBy" not in identity(e)
    and e.get("eventType") != "AwsServiceEvent",
    "10.2.4-failed-logon": lambda e: e["eventName"] == "ConsoleLogin"
    and (e.get("responseElements") or {}).get("ConsoleLogin") == "Failure",
    "10.2.5-privilege-change": lambda e: "AddUserToGroup" in e["eventName"] and "Admin" in json.dumps(parameters(e)),
    "10.2.6-audit-log-start-stop": lambda e: e["eventName"] in ("StopLogging", "StartLogging"),
    "10.6-security-groups": lambda e: any(
        f"{verb}SecurityGroup" in e["eventName"] for verb in ("Delete", "Create", "Update", "Authorize")
    ),
    "10.6-subnets": lambda e: "Subnet" in e["eventName"] and not e["eventName"].startswith("Describe"),
}

json.dump(
    {
        "files": len(files),
        "events": len(events),
        "rules": {rule: len({e["eventID"] for e in events if matches(e)}) for rule, matches in RULES.items()},
    },
    sys.stdout,
)
