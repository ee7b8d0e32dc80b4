// node:crypto in the page. The planner wants hashes at once, and what browsers have of their own answers later.
import { sha256 } from '@noble/hashes/sha2.js';

/** The one hash that the engine makes. */
export function createHash(algorithm: string): {
  update(bytes: Uint8Array | string): { digest(form: 'hex'): string };
} {
  if (algorithm !== 'sha256') throw new Error(`no hash is called ${algorithm}`);
  return {
    update: (bytes) => ({
      digest: () => {
        const hashed = sha256(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
        return Array.from(hashed, (byte) => byte.toString(16).padStart(2, '0')).join('');
      },
    }),
  };
}
