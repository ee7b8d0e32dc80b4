/** Python, and what installs packages of its like. */
export const PYTHON = `
  aerich alembic chainlit django-admin sanic = pythonSource
  airflow granian jupyter litestar mkdocs pypy* sphinx-build twistd = inPython
  buildout cpan flit luarocks maturin mix opam rebar3 = compilesPackages
  celery = handlesSignals mainProgram pythonSource staysUp takesJobs takesPort
  conda = keepsEnvironments runner
  daphne hypercorn = handlesSignals pythonSource staysUp takesPort
  dramatiq = pythonSource staysUp takesJobs
  fastapi = pythonSource takesPort
  flask = ignoresSignals mainProgram pythonSource takesPort
  flower = staysUp
  gunicorn uvicorn = handlesSignals mainProgram pythonSource staysUp takesPort
  hatch pdm rye = compilesPackages keepsEnvironments runner
  huey_consumer huey_consumer.py rq scrapy = pythonSource takesJobs
  ipython* = console inPython
  locust = pythonSource staysUp
  mamba = keepsEnvironments
  manage.py = leavesTraces
  pip* = fetches libraryManager readsAll
  pipenv poetry uv = inPython keepsEnvironments libraryManager runner
  pytest = ends pythonSource
  # As process 1 it is not ended by SIGTERM: https://docs.python.org/3/library/signal.html#general-rules
  python* = console ignoresSignals interpreter mainProgram pythonSource
  rqworker = staysUp takesJobs
  # For its statistics it keeps an id in ~/.streamlit, and fails at the first visitor where it may not: seen with 1.67.
  streamlit = pythonSource takesPort writesHome
  supervisor = handlesSignals
  # Its configuration names users; it waits for its children.
  supervisord = givesRootUp handlesSignals inPython startsOthers staysUp
  uwsgi = inPython pythonHost staysUp
  virtualenv = namesItsPaths
  waitress-serve = pythonSource staysUp takesPort`;

/** Node.js and its like. */
export const NODE = `
  astro = buildsBesideSource buildsFolder buildsInPlace servesBuilt
  babel bower sass = buildsNode
  babel-node ts-node-dev = compilesInMemory nodeSource
  bun = buildsFolder mindsOwner nodeSource runsScripts
  corepack = makesSite
  # react-app-rewired and craco are react-scripts with other settings.
  craco react-app-rewired svelte-kit webpack-dev-server = buildsBesideSource buildsInPlace
  deno knex sequelize sequelize-cli typeorm = nodeSource
  docusaurus nuxi remix = buildsInPlace servesBuilt
  esbuild grunt gulp lerna nx parcel rollup turbo = buildsInPlace buildsNode
  eslint = ends
  # max and umi are frameworks of Ant.
  expo ionic max quasar snowpack start-storybook storybook umi vitepress vuepress = buildsInPlace
  gatsby = buildsBesideSource buildsFolder buildsInPlace
  http-server serve = takesPort
  hugo = buildsInPlace makesSite
  nest prisma = buildsNode nodeSource
  # It makes .next: https://nextjs.org/docs/app/api-reference/config/next-config-js/distDir
  next = buildsBesideSource buildsFolder buildsNode nodeSource takesPort
  # ng makes .angular: https://angular.dev/cli/cache. The others keep what they compiled below node_modules/.cache.
  ng react-scripts vue-cli-service = buildsBesideSource buildsFolder buildsInPlace buildsNode
  # As process 1 SIGTERM does not end it: https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md
  node = console ignoresSignals mainProgram nodeSource readsAll
  node* = interpreter
  nodejs = mainProgram nodeSource
  # What runs scripts ends at SIGTERM with them: measured with npm 6 and 11, yarn 1, pnpm 9 and nodemon 3 as process 1.
  nodemon tsx = compilesInMemory ignoresSignals nodeSource relaysSignals
  # Up to version 8 it runs scripts as the owner of the folder: https://docs.npmjs.com/cli/v8/using-npm/scripts#user
  npm = buildsFolder ignoresSignals mainProgram makesSite mindsOwner nodeSource readsAll relaysSignals runsScripts
  nuxt = buildsBesideSource buildsFolder buildsInPlace buildsNode nodeSource servesBuilt
  # Logs, sockets and process ids lie in ~/.pm2: https://pm2.keymetrics.io/docs/usage/specifics/
  pm2 pm2-runtime = handlesSignals nodeSource writesHome
  pnpm = buildsFolder ignoresSignals makesSite mindsOwner nodeSource relaysSignals runner runsScripts
  ts-node = compilesInMemory ignoresSignals nodeSource
  tsc = buildsInPlace buildsNode ends
  # It makes node_modules/.vite: https://vite.dev/config/shared-options.html#cachedir. Its preview as well writes its
  # configuration, compiled, beside the file or below node_modules before it serves: seen with 5.4, which ends where it may not.
  vite = buildsBesideSource buildsFolder buildsInPlace buildsNode leavesTraces
  webpack = buildsInPlace buildsNode leavesTraces
  yarn = buildsFolder ignoresSignals mainProgram makesSite mindsOwner nodeSource relaysSignals runsScripts`;

/** Ruby, PHP and Perl. */
export const RUBY_PHP = `
  artisan = leavesTraces
  bundle = compilesPackages libraryManager mindsOwner rubySource runner
  bundler = libraryManager
  composer = leavesTraces libraryManager mindsOwner
  gem = compilesPackages
  irb = console
  jekyll = buildsInPlace
  passenger resque-pool = staysUp
  # With -pi it writes the file anew.
  perl = cleverWithPaths readsAll rewritesText
  perl* php* ruby* = interpreter
  php = phpSource
  php-fpm* = givesRootUp mainProgram staysUp
  phpunit = ends
  puma unicorn = mainProgram rubySource staysUp takesPort
  rackup thin = rubySource takesPort
  rails = leavesTraces mainProgram rubySource takesPort
  rake = leavesTraces rubySource
  ruby = readsAll rubySource
  sidekiq = rubySource staysUp takesJobs`;
