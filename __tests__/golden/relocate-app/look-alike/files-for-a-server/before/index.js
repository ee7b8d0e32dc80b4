const http = require('http');
http.createServer((_, answer) => answer.end('Hello')).listen(3000);
