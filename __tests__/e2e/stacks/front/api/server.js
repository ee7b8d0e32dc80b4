const { appendFileSync, readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { connect } = require('node:net');

/** The number that the counter has after it went up by one. */
function count() {
  return new Promise((resolve, reject) => {
    const socket = connect(6379, process.env.COUNTER, () => socket.write('INCR seen\r\n'));
    socket.on('data', (data) => {
      resolve(Number(data.toString().slice(1)));
      socket.end();
    });
    socket.on('error', reject);
  });
}

const server = createServer(async (request, response) => {
  if (request.url === '/health') return response.end('well');
  try {
    const seen = await count();
    appendFileSync('/notes/log', '.');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ seen, notes: readFileSync('/notes/log', 'utf8').length }));
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
server.listen(Number(process.env.PORT));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
