"""A diary whose pages have a history, kept by the program that diary.ini names."""
import configparser
import http.server
import pathlib
import signal
import subprocess
import sys

settings = configparser.ConfigParser()
settings.read("diary.ini")
diary = settings["diary"]
pages = pathlib.Path(diary["pages"])
WRITER = ("-c", "user.name=diary", "-c", "user.email=diary@localhost", "-c", "safe.directory=*")


def history(*words):
    return subprocess.run([diary["history"], *WRITER, "-C", pages, *words], check=True, capture_output=True, text=True).stdout


history("init", "--quiet")


class Diary(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(f"{len(list(pages.glob('*.txt')))}\n")

    def do_PUT(self):
        text = self.rfile.read(int(self.headers["content-length"]))
        page = pages / f"{self.path.strip('/')}.txt"
        page.write_bytes(text)
        history("add", page.name)
        history("commit", "--quiet", "--message", page.stem)
        self.answer(history("rev-list", "--count", "HEAD"))

    def answer(self, text):
        self.send_response(200)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
http.server.ThreadingHTTPServer(("", 8000), Diary).serve_forever()
