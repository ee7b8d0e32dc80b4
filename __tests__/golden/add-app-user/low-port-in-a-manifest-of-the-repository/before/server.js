require('node:http').createServer((_, answer) => answer.end('hello')).listen(80);
