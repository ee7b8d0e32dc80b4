import signal
import sys

import labpq
from flask import Flask, jsonify, request

app = Flask(__name__)


def stop(signum, frame):
    sys.exit(0)


@app.get("/")
def index():
    return jsonify(service="reports", libpq=labpq.libversion() > 90000)


@app.post("/sum")
def total():
    return jsonify(total=sum(request.get_json()["values"]))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    app.run(host="0.0.0.0", port=8000)
