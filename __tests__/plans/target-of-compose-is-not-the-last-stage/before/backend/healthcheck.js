const http = require('http');

const request = http.get({ port: process.env.PORT || 80, path: '/healthz' }, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1);
});
request.on('error', () => process.exit(1));
