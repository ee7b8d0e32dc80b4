const app = require('./lib/app');

app.listen(3000);
