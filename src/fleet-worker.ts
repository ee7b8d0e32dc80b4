// The program of the processes that plan the repositories of a campaign. It does nothing unless it is told.
import { servePlanning } from './fleet/index.js';
import { reports } from './reports/index.js';
import { registry } from '../transforms/index.js';

export const isServing = servePlanning({ registry, reports });
