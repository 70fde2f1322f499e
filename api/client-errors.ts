/** What Node cannot read as HTTP never reaches the application: it gets a problem too. */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCodes } from '../domain/errors/error-codes.ts';
import { refuse, renderProblem } from './problem.ts';

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Reset by the other side, or answered already.
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    socket.end(answerTo(error.code));
  });
}

function answerTo(code: string | undefined): string {
  const refused = refuse(codeOf(code));
  const { status } = errorCodes[refused.refusal.code];
  const body = JSON.stringify(renderProblem(refused));
  const head = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

function codeOf(code: string | undefined) {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers_too_large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_too_slow' : 'malformed_http';
}
