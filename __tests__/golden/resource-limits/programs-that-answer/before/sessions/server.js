const app = require('express')();
app.get('/', (request, response) => response.json({}));
app.listen(8080);
