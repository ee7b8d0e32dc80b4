"""A bell that rings for whoever asks. It locks itself into its tower and gives up its rights before it listens."""
import configparser
import http.server
import os
import pwd
import signal
import sys

settings = configparser.ConfigParser()
settings.read("bell.ini")
bell = settings["bell"]


def give_up(how, *what):
    getattr(os, how)(*what)


class Bell(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"ding\n"
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


ringer = pwd.getpwnam(bell["account"])
server = http.server.ThreadingHTTPServer(("", 8000), Bell)
for how, what in (("setgid", ringer.pw_gid), ("setuid", ringer.pw_uid)):
    give_up(how, what)
signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
server.serve_forever()
