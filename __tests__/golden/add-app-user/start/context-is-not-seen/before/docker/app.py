import http.server

http.server.test(port=5000)
