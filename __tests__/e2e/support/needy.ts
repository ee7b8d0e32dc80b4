import type { App } from './apps.js';

export const NEEDY: readonly App[] = [];
