// The packages that speak to Redis and Valkey. They are optional dependencies: where they were not installed there is no queue.
import { ConfigError } from '../model/index.js';

export function bullmq(): typeof import('bullmq') {
  return loaded(() => require('bullmq') as typeof import('bullmq'));
}

export function ioredis(): typeof import('ioredis') {
  return loaded(() => require('ioredis') as typeof import('ioredis'));
}

function loaded<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new ConfigError('--queue needs the packages bullmq and ioredis: run npm install bullmq ioredis');
  }
}
