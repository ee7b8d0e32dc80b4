const fs = require('fs');
const express = require('express');

const app = express();
const password = fs.readFileSync(process.env.DATABASE_PASSWORD, 'utf8').trim();
app.get('/healthz', (request, response) => response.send('fine'));
app.get('/', (request, response) => response.json({ database: process.env.DATABASE_DB, known: password !== '' }));
const server = app.listen(process.env.PORT || 80);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
