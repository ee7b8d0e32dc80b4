import uvicorn

uvicorn.run("api:app")
