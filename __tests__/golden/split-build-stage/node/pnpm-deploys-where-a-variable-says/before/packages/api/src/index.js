require('koa'); require('@shop/prices');
