module.exports = require('express')();
require('./plugins/' + process.env.PLUGIN);
