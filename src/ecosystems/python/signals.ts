// What ends a program in Python at SIGTERM, which the interpreter ignores as process 1:
// https://docs.python.org/3/library/signal.html#general-rules
import { anyOf, wordPattern } from '../../model/index.js';

/** The signal itself, and servers and frameworks that set a handler of their own. */
export const SIGNAL_HANDLERS = anyOf(
  /\b(?:SIGTERM|add_signal_handler|signal\.signal|run_app)\b/,
  wordPattern(`
    aiogram bokeh celery cheroot cherrypy daphne dramatiq fastapi_cli granian gunicorn hypercorn huey nicegui pyrogram rq
    sanic starlette telegram telethon twisted uvicorn uvloop`),
);

/** The reloader of Django's server ends at SIGTERM: measured with Django 5 as process 1. */
export function reloads(words: readonly string[]): boolean {
  return words.includes('runserver') && !words.includes('--noreload');
}
