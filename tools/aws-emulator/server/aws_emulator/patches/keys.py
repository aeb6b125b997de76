"""S3: keys may have line breaks in them.

Without it there is no route for such a key: the patterns of the routes take any character but those.
"""

from moto.moto_server.utilities import RegexConverter


def patch() -> None:
    convert = RegexConverter.__init__

    def __init__(self: RegexConverter, url_map, *items: str) -> None:
        convert(self, url_map, *items)
        self.regex = f"(?s:{self.regex})"

    RegexConverter.__init__ = __init__
