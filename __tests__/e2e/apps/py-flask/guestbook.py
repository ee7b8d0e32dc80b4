import os

from dotenv import load_dotenv
from flask import Flask, render_template, request

load_dotenv()
app = Flask(__name__)
PLACES = ["Lisbon", "Oslo"]


@app.get("/")
def index():
    return render_template("index.html", title=os.environ["GUESTBOOK_TITLE"], places=PLACES)


@app.get("/greet")
def greet():
    return f"Hello, {request.args.get('name', 'you')}!\n"
