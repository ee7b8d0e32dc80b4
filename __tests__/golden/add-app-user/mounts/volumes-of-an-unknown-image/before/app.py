import http.server

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open('/data/visits', 'a') as log:
            log.write(self.path)
        self.send_response(200)
        self.end_headers()


http.server.HTTPServer(("", 8000), Handler).serve_forever()
