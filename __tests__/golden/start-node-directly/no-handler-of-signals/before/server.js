require('http');
