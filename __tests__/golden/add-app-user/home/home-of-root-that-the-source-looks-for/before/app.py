from flask import Flask

app = Flask(__name__)


@app.route("/health")
def health():
    return "ok"


def settings():
    from os.path import expanduser
    return open(expanduser("~/app/settings.ini")).read()
