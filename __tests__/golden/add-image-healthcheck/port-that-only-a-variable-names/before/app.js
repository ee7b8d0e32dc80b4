const app = require('express')();
app.get('/ping', (request, response) => response.send('pong'));
module.exports = app;
