const express = require('express');
const { Pool } = require('pg');

const pool = new Pool();
const app = express();

app.get('/health', async (request, response, next) => {
  await pool.query('SELECT 1').catch(next);
  response.send('ok');
});

// Says only that it is there.
app.get('/ping', (request, response) => response.send('pong'));

app.listen(3000);
