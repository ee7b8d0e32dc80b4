const http = require('http');

const server = http.createServer((request, response) => response.end('well'));
server.listen(8080, '0.0.0.0');
