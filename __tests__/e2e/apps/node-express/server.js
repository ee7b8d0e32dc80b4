const path = require('path');
const express = require('express');

const app = express();
const links = { docs: 'https://example.com/docs' };

app.use(express.json());
app.use(express.static(path.join(__dirname, 'public')));

app.get('/api/links/:name', (req, res) => {
  const target = links[req.params.name];
  if (!target) return res.status(404).json({ error: 'unknown link' });
  res.json({ name: req.params.name, target });
});

app.post('/api/links', (req, res) => {
  links[req.body.name] = req.body.target;
  res.status(201).json({ count: Object.keys(links).length });
});

const server = app.listen(process.env.PORT || 3000, () => console.log('ready'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
