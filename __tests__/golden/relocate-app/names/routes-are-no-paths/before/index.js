const express = require('express');
const app = express();
app.use('/static', express.static('static'));
app.get('/users', require('./users/list'));
app.listen(3000);
