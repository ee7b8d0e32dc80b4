import { createHmac, timingSafeEqual } from 'node:crypto';

/** True where both are the same, in a time that says nothing of where they differ. */
export function isSameSecret(given: string, secret: string): boolean {
  // Hashes are of one length whatever is given.
  return timingSafeEqual(hashOf(given), hashOf(secret));
}

/** True for the HMAC of the bytes, in hexadecimal digits. */
export function isSigned(body: Buffer, signature: string, secret: string): boolean {
  return isSameSecret(signature.toLowerCase(), createHmac('sha256', secret).update(body).digest('hex'));
}

function hashOf(text: string): Buffer {
  return createHmac('sha256', 'comparison').update(text).digest();
}
