const http = require('http');
require('fs').writeFileSync('/var/tmp/app.txt', 'x');
http.createServer((req, res) => res.end('ok')).listen(8080);
