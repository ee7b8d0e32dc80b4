const path = require('node:path');
const express = require('express');
const { recordings, summary } = require('./backend');

const app = express();
const port = process.env.PORT || 3000;

app.use(express.static(path.join(__dirname, '..', 'public')));

app.get('/health', (request, response) => {
  response.json({ ok: true });
});

app.get('/data', async (request, response) => {
  try {
    const list = await recordings();
    response.json({ summary: summary(list), recordings: list });
  } catch (error) {
    console.error(error);
    response.status(502).json({ error: 'the backend does not answer' });
  }
});

app.listen(port, () => console.log(`dashboard on port ${port}`));
