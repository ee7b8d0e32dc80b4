const http = require('http');
require('child_process').execFile('./report.sh');
http.createServer((req, res) => res.end('ok')).listen(8080);
