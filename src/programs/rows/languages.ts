/** Python, and what installs packages of its like. */
export const PYTHON = `
  conda hatch mamba pdm rye = keepsEnvironments
  pip pip3 = libraryManager readsAll
  pipenv poetry uv = keepsEnvironments libraryManager
  supervisord = givesRootUp
  virtualenv = namesItsPaths`;

/** Node.js and its like. */
export const NODE = `
  astro docusaurus nuxi nuxt remix vite = buildsInPlace servesBuilt
  babel-node nodemon ts-node ts-node-dev tsx = compilesInMemory
  craco esbuild expo gatsby grunt gulp hugo ionic lerna max ng nx parcel quasar react-app-rewired react-scripts rollup
    snowpack start-storybook storybook svelte-kit tsc turbo umi vitepress vue-cli-service vuepress webpack
    webpack-dev-server = buildsInPlace
  node npm = readsAll`;

/** Ruby, PHP and Perl. */
export const RUBY_PHP = `
  bundle bundler composer = libraryManager
  jekyll = buildsInPlace
  perl ruby = readsAll
  php-fpm* = givesRootUp`;
