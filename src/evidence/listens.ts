// Ports that the arguments of a program name, or that it takes when they name none.
import type { Listen, Source } from '../model/index.js';

/** How a server takes its port. */
interface Server {
  readonly options: readonly string[];
  /** The value is an address: `0.0.0.0:8000`, `tcp://0.0.0.0:3000`. */
  readonly otherwise?: number;
  /** Overrides `otherwise`. */
  readonly variable?: string;
}

// Sources: the documentation of each program's command line.
const SERVERS: Readonly<Record<string, Server>> = {
  gunicorn: { options: ['-b', '--bind'], otherwise: 8000 },
  uvicorn: { options: ['--port'], otherwise: 8000, variable: 'UVICORN_PORT' },
  hypercorn: { options: ['-b', '--bind'], otherwise: 8000 },
  daphne: { options: ['-p', '--port'], otherwise: 8000 },
  'waitress-serve': { options: ['--port', '--listen'], otherwise: 8080 },
  fastapi: { options: ['--port'], otherwise: 8000 },
  streamlit: { options: ['--server.port'], otherwise: 8501, variable: 'STREAMLIT_SERVER_PORT' },
  flask: { options: ['-p', '--port'], otherwise: 5000, variable: 'FLASK_RUN_PORT' },
  puma: { options: ['-p', '--port', '-b', '--bind'] },
  rackup: { options: ['-p', '--port'], otherwise: 9292 },
  unicorn: { options: ['-p', '--port', '-l', '--listen'] },
  thin: { options: ['-p', '--port'], otherwise: 3000 },
  rails: { options: ['-p', '--port'], otherwise: 3000, variable: 'PORT' },
  next: { options: ['-p', '--port'], otherwise: 3000, variable: 'PORT' },
  serve: { options: ['-l', '--listen', '-p', '--port'], otherwise: 3000, variable: 'PORT' },
  'http-server': { options: ['-p', '--port'], otherwise: 8080, variable: 'PORT' },
  'json-server': { options: ['-p', '--port'], otherwise: 3000 },
};

/** The ports of one command line. */
export function listensOf(name: string, words: readonly string[], from: Source): Listen[] {
  const { server, rest } = serverIn(name, words);
  if (server) {
    const ports = optionValues(rest, server.options).flatMap((value) => portIn(value, from));
    const { otherwise: port, variable } = server;
    if (ports.length > 0 || port === undefined) return ports;
    // A value that is not understood may be the port.
    if (rest.some((word) => server.options.some((option) => word.startsWith(option)))) return [];
    return [{ port, from, ...(variable === undefined ? {} : { variable }) }];
  }
  if (name === 'java') {
    // Spring Boot, Quarkus, and programs that take the word alone.
    const value = rest
      .map((word) => /^(?:-D|--)(?:(?:server|quarkus\.http)\.)?port=(.*)$/.exec(word)?.[1])
      .find((each) => each !== undefined);
    return value === undefined ? [] : portIn(value, from);
  }
  if (name === 'php') {
    const at = rest.indexOf('-S');
    if (at !== -1) return portIn(rest[at + 1] ?? '', from);
    if (rest[0] === 'artisan' && rest[1] === 'serve') {
      const [port] = optionValues(rest, ['--port']);
      return port === undefined ? [{ port: 8000, from }] : portIn(port, from);
    }
  }
  return [];
}

/** `python -m gunicorn`, `manage.py runserver`, `rails server`. */
function serverIn(name: string, words: readonly string[]): { server?: Server; rest: readonly string[] } {
  const rest = words.slice(1);
  if (/^python[\d.]*$/.test(name)) {
    const manage = rest.findIndex((word) => /(?:^|\/)manage\.py$/.test(word));
    if (manage !== -1) return runserver(rest.slice(manage + 1));
    const module = rest.indexOf('-m');
    const target = rest[module + 1] ?? '';
    if (module === -1) return { rest };
    if (target === 'http.server') {
      const port = rest.slice(module + 2).find((word) => /^\d+$/.test(word)) ?? '8000';
      return { server: { options: ['='] }, rest: [`==${port}`] };
    }
    return serverIn(target, rest.slice(module + 1));
  }
  if (/manage\.py$/.test(name)) return runserver(rest);
  if (name === 'rails' && !/^(?:s|server)$/.test(rest[0] ?? '')) return { rest };
  if (name === 'next' && rest[0] !== 'start') return { rest };
  if (name === 'flask' && !rest.includes('run')) return { rest };
  if (name === 'fastapi' && rest[0] !== 'run' && rest[0] !== 'dev') return { rest };
  if (name === 'streamlit' && rest[0] !== 'run') return { rest };
  return Object.hasOwn(SERVERS, name) ? { server: SERVERS[name]!, rest } : { rest };
}

/** Django’s own server takes its address as a word. */
function runserver(words: readonly string[]): { server?: Server; rest: readonly string[] } {
  if (words[0] !== 'runserver') return { rest: words };
  const address = words.slice(1).find((word) => /^(?:[\w.[\]-]*:)?\d+$/.test(word)) ?? '8000';
  const decided = words.some((word) => word.includes('$'));
  return { server: { options: ['='] }, rest: decided ? ['=$'] : [`==${address}`] };
}

function optionValues(words: readonly string[], options: readonly string[]): string[] {
  const values: string[] = [];
  for (const [at, word] of words.entries()) {
    for (const option of options) {
      if (word === option) values.push(words[at + 1] ?? '');
      else if (word.startsWith(`${option}=`)) values.push(word.slice(option.length + 1));
      else if (/^-[a-zA-Z]$/.test(option) && word.startsWith(option) && /\d/.test(word)) values.push(word.slice(2));
    }
  }
  return values;
}

/** `8000`, `0.0.0.0:8000`, `tcp://0.0.0.0:3000`, `${PORT:-8000}`. */
function portIn(value: string, from: Source): Listen[] {
  const fallback = /\$\{(\w+):?-(\d{1,5})\}$/.exec(value);
  if (fallback) return [{ port: Number(fallback[2]), variable: fallback[1]!, from }];
  const port = /(?:^|:)(\d{1,5})$/.exec(value.trim())?.[1];
  return port === undefined || value.startsWith('unix:') ? [] : [{ port: Number(port), from }];
}
