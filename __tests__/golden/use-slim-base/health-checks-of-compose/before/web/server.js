require('http').createServer((_, answer) => answer.end('ok')).listen(8080);
