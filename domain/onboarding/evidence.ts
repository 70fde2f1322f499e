/** What completing a task can have to bring. A reference, never the thing itself. */
export const evidenceKinds = ['note', 'file', 'date'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** `customers.csv`, `https://…`, `drive:folder/plan.pdf`: a name with an ending, or a place with a scheme. */
const reference = /^(?:[a-z][a-z0-9+.-]*:\S+|\S.*\.[A-Za-z0-9]{1,8})$/;

const fits: Readonly<Record<EvidenceKind, (given: string) => boolean>> = {
  note: () => true,
  file: (given) => reference.test(given),
  date: (given) => isDate(given),
};

/** Why what was brought does not do; null when it does. */
export function evidenceRefusal(
  kind: EvidenceKind,
  given: string | null,
): 'evidence_missing' | 'evidence_wrong' | null {
  const trimmed = given?.trim() ?? '';
  if (trimmed === '') return 'evidence_missing';
  return fits[kind](trimmed) ? null : 'evidence_wrong';
}

function isDate(given: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(`${given}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === given;
}
