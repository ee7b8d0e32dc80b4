// What is left of what a forge takes from an account, over all machines that share a queue.
import { randomUUID } from 'node:crypto';
import { LIMITS, type Asking } from '../fleet-publish/index.js';
import type { Ration } from '../forge/index.js';
import type { QueueLink } from './link.js';
import { openQueue, PREFIX } from './names.js';

/**
 * Takes one, and gives how many milliseconds it is until there is one where none is left. The clock is that of the server:
 * those of many machines differ. KEYS: what was taken, by time. ARGV: a name for this one, and limits as pairs of number and time.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0
local longest = 0
for at = 2, #ARGV, 2 do
  local most, ms = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  longest = math.max(longest, ms)
  local oldest = redis.call('ZRANGE', KEYS[1], most - 1, most - 1, 'REV', 'WITHSCORES')
  if oldest[2] then wait = math.max(wait, tonumber(oldest[2]) + ms - now) end
end
if wait > 0 then return wait end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - longest)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], longest)
return 0
`;

/** As `makeRation`, kept on the server of a queue. */
export function queueRation({ client }: Pick<QueueLink, 'client'>, asking: Asking): Ration {
  const limits = LIMITS.flatMap(({ most, ms }) => [most, ms]);
  return {
    async take() {
      // Who it is is known once the forge was asked.
      const key = `${PREFIX}:ration:${openQueue({ origin: asking.origin, login: asking.account })}`;
      const wait = Number(await client.eval(TAKE, 1, key, randomUUID(), ...limits));
      return wait > 0 ? new Date(Date.now() + wait) : undefined;
    },
  };
}
