/** The server in front of the application, as production and the tests run it. */
import { createServer, type Server } from 'node:http';
import { answerClientErrors } from './client-errors.ts';

/** Longer than callers and load balancers keep an idle connection: closed by us in the moment they use it again, they see a reset. */
const keepAliveTimeout = 75_000;

/** Without an application yet when its address must be known first: it is added by `on('request', app)`. */
export function createHttpServer(app?: Parameters<typeof createServer>[1]): Server {
  const server = createServer({ keepAliveTimeout }, app);
  answerClientErrors(server);
  return server;
}
