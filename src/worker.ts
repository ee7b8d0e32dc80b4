// The program of the worker that plans what may take long. It does nothing unless it is told.
import { reports } from './reports/index.js';
import { serveGroups } from './run/index.js';
import { registry } from '../transforms/index.js';

export const isServing = serveGroups(registry, reports);
