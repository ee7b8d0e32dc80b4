import psycopg2
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return psycopg2.__version__
