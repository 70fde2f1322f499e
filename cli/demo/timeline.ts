import { eventInWords, type TaskTitles, type TimelineEvent, WORDS_WIDTH } from '../event-details.ts';
import { paint } from '../output.ts';
import type { Mail } from './vendors.ts';

/** Prints one story as it happens. Every line begins with the time since the story began. */
export interface Timeline {
  /** Somebody does something through the API: "the warehouse hands over parcel 1". */
  readonly act: (who: string, what: string) => void;
  /** What the engine says happened. */
  readonly event: (event: TimelineEvent, currency: string, titles?: TaskTitles) => void;
  /** What the customer reads. */
  readonly mail: (mail: Mail) => void;
  /** Something that was looked up and holds. */
  readonly remark: (text: string) => void;
  /** Something worth knowing, as the engine or the demo says it. */
  readonly note: (text: string) => void;
  /** Something that must hold did not. */
  readonly wrong: (text: string) => void;
  readonly seconds: () => number;
}

export function createTimeline(print: (line: string) => void): Timeline {
  const begun = Date.now();
  let told = begun;
  // News travels some tenths of a second: what comes late is told at the place of the line before it, never earlier.
  const since = (at: number) => {
    told = Math.max(told, at);
    return paint('dim', `+${((told - begun) / 1000).toFixed(1)} s`.padStart(8));
  };
  const line = (at: number, text: string) => print(`${since(at)}  ${text}`);
  return {
    act: (who, what) => line(Date.now(), `${paint('cyan', '▸')} ${paint('cyan', `${who} ${what}`)}`),
    event: (event, currency, titles) => {
      const [words, detail] = eventInWords(event, currency, titles);
      const shown = detail ? `${words.padEnd(WORDS_WIDTH)}  ${detail}` : words;
      line(Date.parse(event.at), `  ${event.type.startsWith('order.') ? paint('bold', shown) : shown}`);
    },
    mail: ({ to, subject, receivedAt }) =>
      line(Date.parse(receivedAt), `${paint('yellow', '✉')} ${paint('yellow', `to ${to}: ${subject}`)}`),
    remark: (text) => line(Date.now(), `${paint('green', '✓')} ${text}`),
    note: (text) => line(Date.now(), paint('dim', `  ${text}`)),
    wrong: (text) => line(Date.now(), `${paint('red', '✗')} ${paint('red', text)}`),
    seconds: () => (Date.now() - begun) / 1000,
  };
}
