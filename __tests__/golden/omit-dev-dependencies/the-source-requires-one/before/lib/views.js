const pug = require('pug');
