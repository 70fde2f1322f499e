import type { History } from './history.ts';

/** The first place where today's code leaves the recorded path. */
export interface Divergence {
  /** Number of the event in the history; undefined when the code failed before any event could be named. */
  readonly eventId: number | undefined;
  /** What was recorded there: "event 5, TimerStarted". */
  readonly recorded: string;
  /** What the code does there now, in the words of Temporal's core. */
  readonly now: string;
}

type Event = NonNullable<History['events']>[number];

/** Reads what Temporal's core says of a replay that failed. Its words differ between versions: they are kept whole. */
export function explainDivergence(error: Error, history: History): Divergence {
  const words = wordsOf(error.message);
  const event = namedEvent(words, history.events ?? []);
  const now = inPlainWords(words);
  if (!event) return { eventId: undefined, recorded: 'no single event: the code fails before it', now };
  const eventId = Number(event.eventId);
  return { eventId, recorded: `event ${eventId}, ${describeEvent(event)}`, now };
}

/** The innermost message of the Rust value that core prints, without the name of the error. */
function wordsOf(message: string): string {
  const [, quoted] = /message: "((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  const words = quoted === undefined ? (message.split('\n')[0] ?? '') : quoted.replace(/\\(.)/g, '$1');
  return words.replace(/^(?:\[\w+\] )?Nondeterminism error: /, '');
}

/** Core does not say what the code asks for in place of a recorded local activity: only that it is not this. */
function inPlainWords(words: string): string {
  const missing = /^Missing associated machine for LocalActivity/.test(words);
  return missing ? `the code does not run this local activity here (${words})` : words;
}

/** Core names the event, or only what was recorded there: a local activity's number, or the id or type of an activity. */
function namedEvent(words: string, events: readonly Event[]): Event | undefined {
  const [, id] = /HistoryEvent\(id: (\d+)/.exec(words) ?? [];
  if (id !== undefined) return events.find((event) => Number(event.eventId) === Number(id));
  const [, seq] = /LocalActivity\((\d+)\)/.exec(words) ?? [];
  if (seq !== undefined) return events.find((event) => localActivityOf(event)?.seq === Number(seq));
  const [, type] = /recorded marker '([^']*)'/.exec(words) ?? [];
  if (type !== undefined) return events.find((event) => localActivityOf(event)?.activity_type === type);
  const [, subject] = /scheduled event '([^']*)'/.exec(words) ?? [];
  return events.find(({ activityTaskScheduledEventAttributes: activity }) => {
    return subject !== undefined && (activity?.activityType?.name === subject || activity?.activityId === subject);
  });
}

/** What core writes into the marker of a local activity, in its own spelling. */
type LocalActivity = { readonly seq: number; readonly activity_type: string };

function localActivityOf({ markerRecordedEventAttributes: marker }: Event): LocalActivity | undefined {
  const written = marker?.markerName === 'core_local_activity' && marker.details?.data?.payloads?.[0]?.data;
  return written ? (JSON.parse(Buffer.from(written).toString('utf8')) as LocalActivity) : undefined; // written by core
}

/** Its kind, and the name of the activity or the timer: what a reader looks for in the workflow's source. */
function describeEvent(event: Event): string {
  const [attributes = 'unknown'] = Object.keys(event).filter((key) => key.endsWith('EventAttributes'));
  const kind = attributes.replace(/EventAttributes$/, '').replace(/^./, (letter) => letter.toUpperCase());
  const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
  const local = localActivityOf(event)?.activity_type;
  const timer = event.timerStartedEventAttributes?.timerId;
  if (local) return `${kind} of local activity ${local}`;
  if (activity) return `${kind} of ${activity}`;
  return timer ? `${kind} of timer ${timer}` : kind;
}
