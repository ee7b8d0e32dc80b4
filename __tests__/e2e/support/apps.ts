// Small applications with the Dockerfile people write first: one stage, the full base image, root, the source copied
// before the packages are installed. Each lies in ../apps/NAME.

export interface Request {
  readonly get?: string;
  readonly post?: string;
  readonly put?: string;
  readonly json?: unknown;
  readonly text?: string;
  /** Status, and the body or a part of it. */
  readonly gives: readonly [number, string | RegExp];
}

export interface App {
  readonly name: string;
  readonly port: number;
  readonly requests: readonly Request[];
  /** Where the program keeps what it is told, and what it answers after a second start. */
  readonly volume?: string;
  readonly again?: readonly Request[];
  /** A source file, to measure how long a build takes after it changed. */
  readonly touch: string;
  /** The source is copied before the packages are installed. */
  readonly sourceFirst: boolean;
  /** A compiler, or tools only the build needs, are in the image. */
  readonly buildTools: boolean;
  /** Images the lab does not have: their stand-ins are built, and used under these names. */
  readonly standIns?: readonly string[];
  /** What ends the program as it is: its own handler of SIGTERM, or the engine's patience. */
  readonly stops: 'handler' | 'killed';
}

export const APPS: readonly App[] = [
  {
    name: 'py-extension',
    port: 8000,
    requests: [
      { get: '/', gives: [200, /"libpq": ?true/] },
      { post: '/sum', json: { values: [1, 2, 3] }, gives: [200, /"total": ?6/] },
    ],
    touch: 'app.py',
    sourceFirst: true,
    buildTools: true,
    stops: 'killed',
  },
  {
    name: 'py-system',
    port: 8090,
    requests: [
      { get: '/', gives: [200, '00000000\n'] },
      { get: '/harden', gives: [200, 'cd5faa3f\n'] },
    ],
    touch: 'app.py',
    // What is installed is the source itself, so no install can stand before its COPY.
    sourceFirst: false,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'py-flask',
    port: 5000,
    requests: [
      { get: '/', gives: [200, '<h1>Guests</h1>'] },
      { get: '/static/style.css', gives: [200, 'teal'] },
      { get: '/greet?name=Ada', gives: [200, 'Hello, Ada!\n'] },
    ],
    touch: 'guestbook.py',
    sourceFirst: true,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'py-fastapi',
    port: 80,
    requests: [
      { get: '/health', gives: [200, '{"status":"ok"}'] },
      { get: '/stock/bolt', gives: [200, '{"item":"bolt","count":12}'] },
      { get: '/stock/screw', gives: [404, 'no such item'] },
      { post: '/deliveries', json: { item: 'nut', count: 3 }, gives: [201, '{"item":"nut","count":33}'] },
    ],
    touch: 'app/main.py',
    sourceFirst: true,
    buildTools: true,
    stops: 'killed',
  },
  {
    name: 'py-django',
    port: 8000,
    volume: '/code/data',
    requests: [
      { get: '/', gives: [200, '<ol></ol>'] },
      { get: '/static/board/board.css', gives: [200, 'upper-roman'] },
      { post: '/notes', text: 'water the plants', gives: [201, '{"id": 1}'] },
      { put: '/uploads/list.txt', text: 'milk', gives: [204, ''] },
      { get: '/', gives: [200, '<li>water the plants</li>'] },
    ],
    again: [
      { get: '/uploads/list.txt', gives: [200, 'milk'] },
      { put: '/uploads/list.txt', text: 'bread', gives: [204, ''] },
      { post: '/notes', text: 'feed the cat', gives: [201, '{"id": 2}'] },
      { get: '/', gives: [200, '<li>water the plants</li><li>feed the cat</li>'] },
    ],
    touch: 'board/views.py',
    sourceFirst: true,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'node-express',
    port: 3000,
    requests: [
      { get: '/', gives: [200, '<h1>Links</h1>'] },
      { get: '/api/links/docs', gives: [200, 'https://example.com/docs'] },
      { get: '/api/links/none', gives: [404, 'unknown link'] },
      { post: '/api/links', json: { name: 'a', target: 'b' }, gives: [201, '{"count":2}'] },
    ],
    touch: 'server.js',
    sourceFirst: true,
    buildTools: true,
    stops: 'killed',
  },
  {
    name: 'node-typescript',
    port: 8080,
    requests: [
      { get: '/healthz', gives: [200, '{"ok":true}'] },
      { get: '/quotes/1', gives: [200, '{"id":1,"text":"Less is more."}'] },
      { get: '/quotes/9', gives: [404, 'no such quote'] },
    ],
    touch: 'src/quotes.ts',
    sourceFirst: true,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'node-vite',
    port: 3000,
    requests: [
      { get: '/', gives: [200, /<script type="module" crossorigin src="\/assets\/index-[\w-]+\.js">/] },
      { get: '/icon.svg', gives: [200, '<circle'] },
      { get: '/some/page', gives: [200, '<title>Clock</title>'] },
    ],
    touch: 'src/format.js',
    sourceFirst: true,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'node-workspaces',
    port: 4000,
    requests: [
      { get: '/total?prices=3,4,5', gives: [200, '{"total":12}'] },
      { get: '/other', gives: [404, 'Not Found'] },
    ],
    touch: 'packages/api/index.js',
    sourceFirst: true,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'go-http',
    port: 8080,
    volume: '/var/lib/counter',
    requests: [
      { get: '/', gives: [200, '{"noon":"13:00","title":"Counter"}'] },
      { get: '/count/ann', gives: [200, '0\n'] },
      { post: '/count/ann', gives: [204, ''] },
      { get: '/count/ann', gives: [200, '1\n'] },
    ],
    again: [
      { get: '/count/ann', gives: [200, '1\n'] },
      { post: '/count/ann', gives: [204, ''] },
      { get: '/count/ann', gives: [200, '2\n'] },
    ],
    touch: 'main.go',
    sourceFirst: false,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'go-cgo',
    port: 9000,
    requests: [
      { get: '/sqlite', gives: [200, 'sqlite 3\n'] },
      { get: '/', gives: [404, 'not found\n'] },
    ],
    touch: 'cmd/versions/main.go',
    sourceFirst: false,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'go-embed',
    port: 8000,
    requests: [
      { get: '/?name=Bo', gives: [200, '<p>Hello Bo, this is 1.2.3</p>'] },
      { get: '/static/site.css', gives: [200, 'margin: 2rem'] },
    ],
    touch: 'main.go',
    sourceFirst: false,
    buildTools: true,
    stops: 'killed',
  },
  {
    name: 'java-http',
    port: 8080,
    requests: [
      { get: '/', gives: [200, 'Welcome to the shop\n'] },
      { get: '/vat?cents=1000', gives: [200, '190\n'] },
    ],
    touch: 'src/shop/Vat.java',
    sourceFirst: false,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'rust-http',
    port: 7878,
    requests: [
      { get: '/prime/97', gives: [200, 'true\n'] },
      { get: '/prime/91', gives: [200, 'false\n'] },
      { get: '/prime/x', gives: [400, 'not a number'] },
    ],
    touch: 'src/main.rs',
    sourceFirst: false,
    buildTools: true,
    stops: 'killed',
  },
  {
    name: 'c-make',
    port: 8888,
    requests: [
      { get: '/crc/hello', gives: [200, '3610a686\n'] },
      { get: '/', gives: [404, ''] },
    ],
    touch: 'answer.c',
    sourceFirst: false,
    buildTools: true,
    stops: 'handler',
  },
  {
    name: 'php-extension',
    port: 8080,
    requests: [
      { get: '/', gives: [200, '<h1>Harbour</h1>'] },
      { get: '/tides', gives: [200, '{"high":"04:12","low":"10:31"}'] },
      { get: '/zip', gives: [200, 'libzip 1\n'] },
      { get: '/none', gives: [404, 'no such page'] },
    ],
    touch: 'src/Pages.php',
    sourceFirst: false,
    buildTools: true,
    standIns: ['php:8.4-cli-trixie', 'composer:2'],
    stops: 'killed',
  },
  {
    name: 'ruby-gem',
    port: 9292,
    requests: [
      { get: '/', gives: [200, '<h1>Ferries</h1>'] },
      { get: '/libpq', gives: [200, 'libpq 17\n'] },
      { get: '/none', gives: [404, 'no such page'] },
    ],
    touch: 'app.rb',
    sourceFirst: false,
    buildTools: true,
    standIns: ['ruby:3.3', 'ruby:3.3-slim'],
    stops: 'handler',
  },
];

/** The images the applications start from, by docker.io's names. */
export const APP_IMAGES: readonly string[] = [
  ...['python:3.11', 'python:3.11-slim', 'python:3.12', 'python:3.12-slim', 'node:20', 'node:20-slim'],
  ...['golang:1.24', 'rust:1.85', 'eclipse-temurin:21-jdk', 'eclipse-temurin:21-jre', 'debian:trixie-slim'],
];
