const next = require('next');
const { createServer } = require('http');
const app = next({ dev: true });
app.prepare().then(() => createServer(app.getRequestHandler()).listen(3000));
