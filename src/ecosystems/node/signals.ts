// What ends a program for Node.js at SIGTERM, which it ignores as process 1:
// https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#handling-kernel-signals
import { anyOf, wordPattern } from '../../model/index.js';

/** The signal itself, and frameworks and libraries that set a handler of their own or are there for it. */
export const SIGNAL_HANDLERS = anyOf(
  wordPattern(
    `
    adapter-node nitropack moleculer sails strapi
    apollo-server apollo-server-express apollo-server-koa apollo-server-fastify
    close-with-grace signal-exit exit-hook async-exit-hook death lightship puppeteer functions-framework`,
    { flags: 'i' },
  ),
  /SIGTERM|enableShutdownHooks|graceful|terminus|terminator|@apollo\/server|@prisma\/client|@adonisjs|@strapi|@nestjs\/microservices/i,
);
