// npm packages whose trees compile nothing when they are installed, for programs without a lock file that would say it.
import { exactPattern } from '../../model/index.js';

// Source: package-lock.json of applications that depend on them, or of a project of these names: no package below them has
// `hasInstallScript`, but those that fetch or pick a prebuilt file (lockfileVersion 2 and 3).
const PLAIN = exactPattern(
  `
  express body-parser cookie-parser morgan helmet compression express-session csurf method-override serve-favicon
  consolidate pug marked underscore lodash async uuid debug http-errors dotenv minimist axios request superagent
  needle xml2js mongodb pg pino ws express-ws socket.io eventemitter3 redux react-redux redux-thunk react
  react-dom react-router react-router-dom react-bootstrap react-scripts web-vitals bootstrap normalize.css
  animate.css d3 recharts next vite tailwindcss nodemon typescript ts-node tslib cross-env rimraf eslint prettier
  jest ts-jest mocha chai supertest webpack webpack-cli babel-core babel-loader css-loader style-loader
  file-loader url-loader less less-loader serve fastify stripe passport passport-jwt reflect-metadata rxjs zod ajv
  date-fns yaml commander semver redis ioredis mongoose mysql mysql2 sequelize knex amqplib kafkajs cors
  jsonwebtoken bcryptjs winston multer nodemailer moment moment-timezone dayjs luxon jquery jszip file-saver ics
  generate-calendar-url express-pino-logger pino-http pino-pretty prom-client express-validator express-rate-limit
  express-handlebars express-async-errors express-graphql http-proxy http-proxy-middleware formidable
  socket.io-client node-fetch cheerio nanoid qs query-string validator joi yup ejs hbs handlebars connect-mongo
  connect-redis connect-flash passport-local passport-google-oauth20 passport-github2 cookie-session
  swagger-ui-express swagger-jsdoc graphql graphql-tag koa koa-router koa-bodyparser @hapi/hapi redux-saga
  react-query @reduxjs/toolkit @material-ui/core @mui/material @emotion/react @emotion/styled antd formik
  react-hook-form react-icons react-toastify sweetalert2 chart.js react-chartjs-2 vue vue-router vuex pinia
  bluebird chalk colors yargs dotenv-expand config convict fs-extra glob mkdirp ms bytes concurrently ts-loader
  babel-jest @babel/core @babel/preset-env @babel/preset-react @babel/node @babel/cli eslint-config-airbnb
  eslint-plugin-import eslint-plugin-react eslint-config-prettier eslint-plugin-prettier sinon nock nyc
  cross-spawn lodash.debounce classnames prop-types history class-validator class-transformer @nestjs/common
  @nestjs/platform-express @nestjs/jwt @nestjs/passport @nestjs/config @nestjs/swagger @nestjs/mongoose slugify
  shortid crypto-js node-cron http-status-codes envalid @angular/common @angular/core @angular/forms
  @angular/router @angular/animations @angular/compiler @angular/platform-browser
  @angular/platform-browser-dynamic zone.js @apollo/client inquirer swr`,
  { also: [/@types\/[\w.-]{1,60}/, /@testing-library\/(?:dom|react|jest-dom|user-event)/] },
);

/** True for a package that is known to compile nothing, with all that it brings. */
export function isPlainNode(name: string): boolean {
  return PLAIN.test(name);
}
