"""EventBridge: rules reach functions and topics, and only with events that they are for.

Without it any target that is not a queue, log group, bus or API destination makes PutEvents fail, rules that have only a
schedule take every event, and disabled rules work on.
"""

import copy
import json

from moto.core.utils import iso_8601_datetime_without_milliseconds, utcfromtimestamp
from moto.events.models import Rule
from moto.events.utils import EventTemplateParser


def patch() -> None:
    send_elsewhere = Rule.send_to_targets

    def send_to_targets(self: Rule, original_event: dict, transform_input: bool = True) -> None:
        is_meant = self.event_pattern.get_pattern() and self.event_pattern.matches_event(original_event)
        if not is_meant or self.state != "ENABLED":
            return
        others = copy.copy(self)
        others.targets = [target for target in self.targets if _service(target) not in _SENDERS]
        send_elsewhere(others, original_event, transform_input)
        for target in self.targets:
            if send := _SENDERS.get(_service(target)):
                send(self, target["Arn"], _body(target, original_event))

    Rule.send_to_targets = send_to_targets


def _service(target: dict) -> str:
    return target["Arn"].split(":")[2]


def _body(target: dict, event: dict) -> str:
    """What the target is sent: its constant input, the event through its template, or the event as it is."""
    if constant := target.get("Input"):
        return constant
    told = {name: value for name, value in event.items() if name not in ("ingestion-time", "event-bus-name")}
    told["time"] = iso_8601_datetime_without_milliseconds(utcfromtimestamp(float(event["time"])))
    if transformer := target.get("InputTransformer"):
        paths = transformer.get("InputPathsMap", {})
        parsed = EventTemplateParser.parse(transformer["InputTemplate"], paths, {**event, **told})
        return json.dumps(parsed)
    return json.dumps(told)


def _to_function(rule: Rule, arn: str, body: str) -> None:
    from moto.awslambda.models import lambda_backends

    function = lambda_backends[rule.account_id][rule.region_name].get_function(arn)
    # EventBridge does not wait for the function, and does not learn what became of it.
    function.invoke(body, {"x-amz-invocation-type": "Event"}, {})


def _to_topic(rule: Rule, arn: str, body: str) -> None:
    from moto.sns.models import sns_backends

    sns_backends[rule.account_id][rule.region_name].publish(message=body, arn=arn)


_SENDERS = {"lambda": _to_function, "sns": _to_topic}
