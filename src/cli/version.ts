import { version } from '../../package.json';

export const VERSION = version;
export const tool = { name: 'harden', version } as const;
