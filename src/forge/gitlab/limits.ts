import type { Forge } from '../types.js';

/** https://docs.gitlab.com/administration/instance_limits/ */
export const LIMITS: Forge['limits'] = { body: 1_000_000, title: 255, label: 255, annotations: 0 };
