export const FORMATS = ['text', 'diff', 'json', 'sarif', 'github', 'markdown', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** What `harden verify` prints as. */
export const VERIFY_FORMATS = ['text', 'json', 'markdown', 'html'] as const satisfies readonly Format[];
