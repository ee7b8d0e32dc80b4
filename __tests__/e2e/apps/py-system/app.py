import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import meter


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'%08x\n' % meter.check(self.path[1:].encode())
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def stop(*_):
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
ThreadingHTTPServer(('', 8090), Handler).serve_forever()
