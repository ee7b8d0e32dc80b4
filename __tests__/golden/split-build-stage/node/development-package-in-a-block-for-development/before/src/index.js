const express = require('express');
const config = require('./config');

if (config.env === 'development' && !config.plain) {
  const pem = require('pem');
  pem.createCertificate({ selfSigned: true }, () => {
    console.log('ready');
  });
} else {
  express().listen(3000);
}
