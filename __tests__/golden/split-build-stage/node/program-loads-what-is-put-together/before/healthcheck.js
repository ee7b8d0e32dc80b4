require('http').get('http://localhost:3000', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
