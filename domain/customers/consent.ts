/** What a person allowed and took back, per channel. Statements are kept for ever; the last one counts. */
export type MessageChannel = 'email' | 'phone' | 'sms';

export type ConsentStatement = {
  readonly channel: MessageChannel;
  readonly given: boolean;
  /** Epoch ms. */
  readonly at: number;
};

/** Whether the last statement about a channel up to `nowMs` gives consent; of two at one instant the refusal counts. */
export function hasConsent(statements: readonly ConsentStatement[], channel: MessageChannel, nowMs: number): boolean {
  const said = statements.filter((statement) => statement.channel === channel && statement.at <= nowMs);
  const last = Math.max(...said.map(({ at }) => at));
  const latest = said.filter(({ at }) => at === last);
  return latest.length > 0 && latest.every(({ given }) => given);
}
