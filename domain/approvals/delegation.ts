/**
 * Who answers for somebody who is away. A delegate may be away too and hand on; a circle, or a way that ends at the
 * requester, leads to nobody: the request goes to the next approver instead.
 */
export type Delegation = {
  readonly from: string;
  readonly to: string;
  /** Half-open, epoch ms. */
  readonly fromMs: number;
  readonly untilMs: number;
};

/** The person who answers at an instant in place of `person`, who may be themselves; null where nobody may. */
export function answersFor(
  person: string,
  requester: string,
  delegations: readonly Delegation[],
  nowMs: number,
): string | null {
  const seen = new Set<string>();
  let current = person;
  for (;;) {
    if (current === requester || seen.has(current)) return null;
    seen.add(current);
    const away = delegations.find((d) => d.from === current && d.fromMs <= nowMs && nowMs < d.untilMs);
    if (away === undefined) return current;
    current = away.to;
  }
}

/**
 * The circle a new delegation would close with those that hold at one instant with it, from its giver back to them;
 * null where it closes none. The check of a command before it is stored.
 */
export function circleOf(proposed: Delegation, existing: readonly Delegation[]): string[] | null {
  type Way = { readonly people: readonly string[]; readonly fromMs: number; readonly untilMs: number };
  const ways: Way[] = [{ ...proposed, people: [proposed.from, proposed.to] }];
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    const last = way.people.at(-1);
    if (last === proposed.from) return [...way.people];
    for (const next of existing) {
      const fromMs = Math.max(way.fromMs, next.fromMs);
      const untilMs = Math.min(way.untilMs, next.untilMs);
      const returns = next.to !== proposed.from && way.people.includes(next.to);
      if (next.from === last && fromMs < untilMs && !returns)
        ways.push({ people: [...way.people, next.to], fromMs, untilMs });
    }
  }
  return null;
}
