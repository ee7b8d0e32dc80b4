import os

from flask import Flask

os.makedirs("uploads", exist_ok=True)
app = Flask(__name__)
app.run(host="0.0.0.0", port=5000)
