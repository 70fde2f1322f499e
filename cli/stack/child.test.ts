import { expect, it } from 'vitest';
import { describeDeath, inWords } from './child.ts';

it.each([
  [
    '{"level":60,"msg":"ended by an error","err":{"message":"Namespace default is not found.","stack":"Error: …"}}',
    'ended by an error: Namespace default is not found.',
  ],
  ['{"level":30,"msg":"worker ready","port":9090}', 'worker ready'],
  ['Error: listen EADDRINUSE', 'Error: listen EADDRINUSE'],
  ['{"level":30}', '{"level":30}'],
])('what a program said last is told as a person reads it: %s', (line, words) => {
  expect(inWords(line)).toBe(words);
});

it.each([
  ['worker ready', 'Temporal ended by itself (signal SIGKILL; log: a.log). It said last:\nworker ready'],
  ['', 'Temporal ended by itself (signal SIGKILL; log: a.log). It said nothing.'],
])('a death is told with what was said last, or that nothing was: %j', (lastLines, words) => {
  expect(describeDeath({ name: 'Temporal', how: 'signal SIGKILL', logFile: 'a.log', lastLines })).toBe(words);
});
