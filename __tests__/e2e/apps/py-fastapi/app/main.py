from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI(title="stock")
stock = {"bolt": 12, "nut": 30}


class Delivery(BaseModel):
    item: str
    count: int


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/stock/{item}")
def read(item: str):
    if item not in stock:
        raise HTTPException(404, "no such item")
    return {"item": item, "count": stock[item]}


@app.post("/deliveries", status_code=201)
def deliver(delivery: Delivery):
    return {"item": delivery.item, "count": stock.get(delivery.item, 0) + delivery.count}
