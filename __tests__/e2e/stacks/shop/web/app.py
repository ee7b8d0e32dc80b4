import os

import psycopg
import redis
from flask import Flask, jsonify

app = Flask(__name__)
cache = redis.Redis(os.environ["CACHE_HOST"])


def connect():
    database = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    database.execute("CREATE TABLE IF NOT EXISTS orders (id SERIAL PRIMARY KEY)")
    return database


@app.get("/health")
def health():
    return "well"


@app.get("/order")
def order():
    with connect() as database:
        database.execute("INSERT INTO orders DEFAULT VALUES")
        orders = database.execute("SELECT count(*) FROM orders").fetchone()[0]
    visits = cache.incr("visits")
    cache.save()
    return jsonify(orders=orders, visits=visits)
