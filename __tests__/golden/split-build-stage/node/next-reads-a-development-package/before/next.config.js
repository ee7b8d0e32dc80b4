const analyze = require('eslint'); module.exports = { analyze };
