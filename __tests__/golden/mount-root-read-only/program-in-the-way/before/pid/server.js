const http = require('http');
require('fs').writeFileSync('/run/app.pid', String(process.pid));
http.createServer((req, res) => res.end('ok')).listen(8080);
