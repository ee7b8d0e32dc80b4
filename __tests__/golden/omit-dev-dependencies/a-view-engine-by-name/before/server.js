app.set('view engine', 'pug');
