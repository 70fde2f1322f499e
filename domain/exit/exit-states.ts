/**
 * Every status of an exit and every legal move. The database refuses any other move. It can be rescinded until the notice
 * ends; from settling on it goes through to the end. Who comes back before they are forgotten is won back, and kept.
 */
export const exitMoves = {
  requested: ['reason_captured', 'rescinded'],
  reason_captured: ['retention', 'notice', 'rescinded'],
  retention: ['retained', 'notice', 'rescinded'],
  notice: ['settling', 'rescinded'],
  settling: ['exporting'],
  exporting: ['confirmed'],
  confirmed: ['retention_hold'],
  retention_hold: ['erased', 'won_back'],
  retained: [],
  won_back: [],
  rescinded: [],
  erased: [],
} as const satisfies Record<string, readonly string[]>;

export type ExitStatus = keyof typeof exitMoves;

export function canMoveExit(from: ExitStatus, to: ExitStatus): boolean {
  const targets: readonly ExitStatus[] = exitMoves[from];
  return targets.includes(to);
}

/** An exit nobody asked for skips the offer, and has templates of its own. */
export const exitKinds = {
  customer_request: 'voluntary',
  non_payment: 'involuntary',
  fraud: 'involuntary',
  death: 'involuntary',
  insolvency: 'involuntary',
} as const satisfies Record<string, 'voluntary' | 'involuntary'>;

export type ExitKind = keyof typeof exitKinds;

export function afterReason(kind: ExitKind, offered: boolean): 'retention' | 'notice' {
  return exitKinds[kind] === 'voluntary' && offered ? 'retention' : 'notice';
}

/** The dead are not asked back, nor is who was shut out for what they did. */
const notWonBack = ['death', 'fraud'] as const satisfies ExitKind[];
export type NotWonBack = (typeof notWonBack)[number];

export const mayComeBack = (kind: ExitKind): boolean => !(notWonBack as readonly ExitKind[]).includes(kind);

/** Up to, and not at, the instant the notice ends (epoch ms). */
export function mayRescind(status: ExitStatus, noticeEndsAt: number | null, nowMs: number): boolean {
  return canMoveExit(status, 'rescinded') && (noticeEndsAt === null || nowMs < noticeEndsAt);
}
