exec /app/server
