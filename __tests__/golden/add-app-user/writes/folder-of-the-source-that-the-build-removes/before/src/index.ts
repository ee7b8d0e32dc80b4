import express from 'express';
import { writeFileSync } from 'node:fs';
const app = express();
app.get('/', (request, response) => {
  writeFileSync('src/words/en.json', '{}');
  response.send('ok');
});
app.listen(3000);
