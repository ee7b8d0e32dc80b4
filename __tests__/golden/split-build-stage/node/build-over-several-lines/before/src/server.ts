import 'koa';
