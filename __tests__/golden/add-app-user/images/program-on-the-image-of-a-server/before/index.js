require('http')
  .createServer((request, answer) => answer.end('counted'))
  .listen(3000);
