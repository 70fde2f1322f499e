import type { ReadMail } from './read-mail.ts';

/** A message as often as it came: what was sent twice is seen twice. */
export type InboxLine = ReadMail & { readonly to: string; readonly from: string; readonly receivedAt: string };

/** The inbox as a person reads it: the newest message first, and no script. */
export function inboxPage(messages: readonly InboxLine[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail to customers</title>
<style>body{font:16px/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #ccc;padding:1rem 0}
pre{white-space:pre-wrap;font:inherit;margin:.5rem 0 0}small{color:#555}</style></head>
<body><h1>Mail to customers</h1><p>${messages.length} message(s), the newest first.</p>
${messages.map(messageOf).reverse().join('\n')}
</body></html>
`;
}

function messageOf({ subject, to, receivedAt, text }: InboxLine): string {
  return `<article><strong>${asHtml(subject)}</strong><br><small>to ${asHtml(to)}, ${receivedAt}</small><pre>${asHtml(text)}</pre></article>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const asHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? '');
