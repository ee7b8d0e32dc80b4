const express = require('express');

const app = express();
app.get('/', (request, response) => response.send('open'));
app.listen(4000);
