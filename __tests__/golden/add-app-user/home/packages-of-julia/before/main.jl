using HTTP
HTTP.serve(r -> "ok", "0.0.0.0", 8000)
