const instana = require('@instana/collector');
instana({ tracing: { enabled: true } });

const express = require('express');
const app = express();
app.get('/', (request, response) => response.send('cart'));
app.listen(8080);
