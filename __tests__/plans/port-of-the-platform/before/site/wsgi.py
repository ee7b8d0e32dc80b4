from flask import Flask

app = application = Flask(__name__)


@app.route("/")
def index():
    return "up"
