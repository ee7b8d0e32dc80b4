const Koa = require('koa');
const { total } = require('@shop/prices');

const app = new Koa();
app.use((ctx) => {
  if (ctx.path === '/total') ctx.body = { total: total((ctx.query.prices || '').split(',').map(Number)) };
});
const server = app.listen(4000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
