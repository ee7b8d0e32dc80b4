const webpack = require('webpack');
const WebpackDevServer = require('webpack-dev-server');

new WebpackDevServer({}, webpack({})).start();
