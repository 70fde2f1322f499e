import { inflateSync } from 'node:zlib';

/** The text that a PDF of standard fonts shows, piece by piece: from its content streams, not from what was meant. */
export function pdfText(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => inflated(body));
  return streams
    .filter((stream) => / T[Jj]\b/.test(stream))
    .map(shown)
    .join('\n');
}

function inflated(body: string): string {
  try {
    return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
  } catch {
    return ''; // a font or an image
  }
}

/** `[<48656c> 20 <6c6f>] TJ`: hexadecimal in WinAnsi, with kerning between. */
function shown(stream: string): string {
  const winAnsi = new TextDecoder('windows-1252');
  return [...stream.matchAll(/\[(.*?)\] TJ/g)]
    .map(([, pieces = '']) => [...pieces.matchAll(/<([0-9a-f]*)>/gi)].map(([, hex = '']) => hex).join(''))
    .map((hex) => winAnsi.decode(Buffer.from(hex, 'hex')).replaceAll('\u00a0', ' '))
    .join('\n');
}
