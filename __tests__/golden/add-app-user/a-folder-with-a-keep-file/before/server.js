const express = require('express');
const fs = require('fs');
const app = express();
app.post('/', (request, response) => {
  fs.writeFileSync('/app/uploads/photo.jpg', 'x');
  response.end();
});
app.listen(3000);
