"""A receiver of the store's webhooks with Python's standard library, verified as its guide does."""

import hashlib
import hmac
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEBHOOK_SECRET"].encode()
MOST_BYTES = 5_000_000

# Stands for a table with a unique key: an event whose id is in it has been handled.
handled = set()
lock = threading.Lock()


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body of an answer in one packet: two would wait for each other.
    wbufsize = -1

    def do_GET(self):
        if self.path == "/count":
            self.answer(200, str(len(handled)).encode())
        else:
            self.answer(405)

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if length > MOST_BYTES:
            self.close_connection = True
            return self.answer(413)
        # The bytes as they came: the signature covers these, and no JSON written again.
        body = self.rfile.read(length)
        if not is_signed(body, self.headers.get_all("X-Webhook-Signature", [])):
            return self.answer(401)
        # Only now is it worth anything: parsed before, it would be a stranger's.
        try:
            event = json.loads(body)
            event_id = event["id"]
        except (ValueError, KeyError, TypeError):
            return self.answer(400)
        with lock:
            handled.add(event_id)
        # Long work waits in a queue: answer first.
        self.answer(200, b"ok")

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


def is_signed(body, signatures):
    """The sender sends exactly one signature."""
    if len(signatures) != 1:
        return False
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signatures[0].encode("latin-1"), expected.encode())


class Server(ThreadingHTTPServer):
    # So many connections may wait: the default of five refuses a burst.
    request_queue_size = 128


server = Server(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Receiver)
print(f"listening on {server.server_address[1]}", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    pass
