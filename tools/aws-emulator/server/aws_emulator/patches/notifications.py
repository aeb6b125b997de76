"""S3 notifications: a bucket that tells EventBridge of its objects says so.

Without it the setting is kept and works, but is left out when it is asked for, so that each plan finds a difference.
"""

from moto.s3.responses import S3Response

_END = "</NotificationConfiguration>"


def patch() -> None:
    get = S3Response.get_bucket_notification

    def get_bucket_notification(self: S3Response):
        status, headers, body = get(self)
        kept = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if kept is None or kept.event_bridge is None:
            return status, headers, body
        text = body.decode() if isinstance(body, bytes) else body
        start = text[: -len(_END)] if text.endswith(_END) else text.replace("/>", ">")
        return status, headers, f"{start}<EventBridgeConfiguration/>{_END}"

    S3Response.get_bucket_notification = get_bucket_notification
