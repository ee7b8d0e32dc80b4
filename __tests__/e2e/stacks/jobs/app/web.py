import http.server
import json
import os

import psycopg


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with psycopg.connect(os.environ["DATABASE_URL"]) as database:
            ticks = database.execute("SELECT count(*) FROM ticks").fetchone()[0]
        body = json.dumps({"ticks": ticks}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("", int(os.environ["PORT"])), Handler).serve_forever()
