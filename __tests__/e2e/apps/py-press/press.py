"""Clippings: styled by a library, with proofs and a ledger of them kept where press.ini says."""
import configparser
import ctypes
import http.server
import pathlib
import signal
import sys

HERE = pathlib.Path(__file__).resolve().parent
settings = configparser.ConfigParser()
settings.read(HERE / "press.ini")
press = settings["press"]
name, abi = press["style"].split()
ledger, proofs = (HERE / press[each] for each in ("ledger", "proofs"))

style = ctypes.CDLL(f"lib{name}.so.{abi}")
for folder in (ledger, proofs):
    folder.mkdir(parents=True, exist_ok=True)


class Press(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/":
            body = f"{name} {ctypes.c_int.in_dll(style, 'xsltLibxsltVersion').value // 10000}\n"
        else:
            (proofs / "last").write_text(self.path)
            (ledger / "pages").write_text("1")
            body = f"proof of {self.path}\n"
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
http.server.ThreadingHTTPServer(("", 8000), Press).serve_forever()
