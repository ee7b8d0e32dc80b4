// What the pages call db is no host.
const { db } = require('./pages');
require('http').createServer((request, response) => response.end(db.render(process.env.API))).listen(8080);
const fallback = { host: "db", port: 5432 };
