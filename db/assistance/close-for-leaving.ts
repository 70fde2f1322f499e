import type { CaseStatus } from '../../domain/assistance/case-states.ts';
import { changeProcess, type ProcessChangeOptions } from '../processes/change-process.ts';
import type { Tx } from '../transaction.ts';
import { caseStore } from './case-store.ts';
import { moveCase } from './move-case.ts';

/** The legal way to the end from wherever a case stands. */
const next = {
  new: 'triaged',
  triaged: 'in_progress',
  in_progress: 'resolved',
  waiting_customer: 'resolved',
  waiting_third_party: 'resolved',
  resolved: 'closed',
} as const satisfies Partial<Record<CaseStatus, CaseStatus>>;

const isUnderWay = (status: CaseStatus): status is keyof typeof next => status in next;

/** Closes a case of somebody who is gone, step by step, with the reason and without a word to them. */
export async function closeForLeaving(tx: Tx, options: ProcessChangeOptions, reason: string): Promise<void> {
  for (;;) {
    const { facts } = await changeProcess(tx, caseStore, options, async (change) => {
      const { status } = change.facts;
      if (!isUnderWay(status)) return;
      const refused = await moveCase(change, { to: next[status], reason, tell: 'nobody' });
      if (refused) throw new Error(`case ${options.id} cannot be closed: ${refused.code}`);
    });
    if (!isUnderWay(facts.status)) return;
  }
}
