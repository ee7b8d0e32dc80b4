import os

from flask import Flask

app = Flask(__name__)


def give_up_root():
    os.setgid(1000)
    os.setuid(1000)
