const fs = require('fs');
fs.writeFileSync('data.json', '{}');
require('http').createServer((req, res) => res.end('ok')).listen(8080);
