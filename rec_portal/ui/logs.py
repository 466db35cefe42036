import logging


class OneLine(logging.Formatter):
    """A log record is one line: what people typed cannot forge another."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging names it so
        line = super().formatMessage(record)
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
