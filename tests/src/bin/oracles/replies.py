"""Reads replies, one a line in hex, and writes what h11 makes of each: `null`, or status and body, the body in hex."""

import json
import sys

import h11


def read(reply):
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a.example")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(reply)
    status, body, at_end = 0, b"", False
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if at_end:
                return None
            connection.receive_data(b"")
            at_end = True
        elif isinstance(event, h11.InformationalResponse):
            if event.status_code == 101:
                return None
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return [status, body.hex()]
        else:
            return None


for line in sys.stdin:
    try:
        print(json.dumps(read(bytes.fromhex(line))))
    except h11.RemoteProtocolError:
        print("null")
