function certificates(done) {
  if (process.env.NODE_ENV === 'development') {
    console.log('certificates of the environment: {');
  }
  require('pem').createCertificate({ days: 1, selfSigned: true }, done);
}

certificates((error, keys) => {
  require('express')().listen(3000);
});
