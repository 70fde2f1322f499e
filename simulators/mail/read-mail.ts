/** The parts of a single-part text message that a person would read. */
export type ReadMail = { readonly subject: string; readonly messageId: string; readonly text: string };

/** Reads a plain text message as mail programs send it: folded headers, encoded words, quoted-printable or base64. */
export function readMail(source: Buffer): ReadMail {
  const raw = source.toString('latin1');
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string =>
    head
      .split('\r\n')
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const body = raw.slice(end + 4);
  return {
    subject: decodeWords(header('subject')),
    messageId: header('message-id'),
    text: decodeBody(body, header('content-transfer-encoding').toLowerCase())
      .toString('utf8')
      .replaceAll('\r\n', '\n')
      .trimEnd(),
  };
}

function decodeBody(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding === 'quoted-printable') return decodeQuoted(body.replace(/=\r\n/g, ''));
  return Buffer.from(body, 'latin1');
}

const decodeQuoted = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** RFC 2047; words side by side are one text, and a letter may be cut between them. */
function decodeWords(text: string): string {
  const run = /=\?utf-8\?[BQ]\?[^?]*\?=(?:\s+=\?utf-8\?[BQ]\?[^?]*\?=)*/gi;
  return text.replace(run, (words) =>
    Buffer.concat(
      words.split(/\s+/).map((word) => {
        const [, , encoding = '', payload = ''] = word.split('?');
        return encoding.toUpperCase() === 'B'
          ? Buffer.from(payload, 'base64')
          : decodeQuoted(payload.replaceAll('_', ' '));
      }),
    ).toString('utf8'),
  );
}
