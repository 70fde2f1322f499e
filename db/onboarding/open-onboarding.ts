import { and, eq, sql } from 'drizzle-orm';
import { promiseTask } from '../../domain/onboarding/onboarding.ts';
import type { OnboardingPolicy } from '../../domain/onboarding/onboarding-policy.ts';
import { ownLadder } from '../../domain/onboarding/reminders.ts';
import type { TemplateTask } from '../../domain/onboarding/template.ts';
import { customers } from '../schema/customers.ts';
import { onboardings, onboardingTasks } from '../schema/onboarding.ts';
import { processes } from '../schema/processes.ts';
import { newestCalendar } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';
import type { StoredTemplate } from './templates.ts';

export type NewOnboarding = {
  readonly id: string;
  readonly template: StoredTemplate;
  readonly owner: string;
  /** `id@version` of our calendar and of the customer's. */
  readonly calendar: string;
  readonly customerCalendar: string;
  readonly contactNo: number | null;
  readonly opportunityId: string | null;
  /** What was promised to win the customer. */
  readonly promises: readonly string[];
  /** Epoch ms. */
  readonly startAt: number;
  readonly policy: OnboardingPolicy;
};

/** Writes what is particular to an onboarding that was just opened: the tasks of this version of its template, and the promises. */
export async function writeOnboarding(tx: Tx, opened: NewOnboarding): Promise<void> {
  const { id, template, promises, startAt, ...rest } = opened;
  await tx.insert(onboardings).values({
    ...{ ...rest, id, templateId: template.id, templateVersion: template.version },
    startAt: new Date(startAt),
  });
  const promised = promises.map((text, index) => promiseTask(index + 1, text, ownLadder));
  const row = (promise: boolean) => (task: TemplateTask, index: number) => {
    const { id: taskId, ...task_ } = task;
    return { ...task_, taskId, onboardingId: id, promise, no: index + 1 + (promise ? template.tasks.length : 0) };
  };
  await tx.insert(onboardingTasks).values([...template.tasks.map(row(false)), ...promised.map(row(true))]);
}

/** Whether the customer is being onboarded now; the answer holds while their row is locked. */
export async function isBeingOnboarded(tx: Tx, customerId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: processes.id })
    .from(processes)
    .where(
      and(
        sql`${processes.customerId} in (select customer_family(customer_now(${customerId})))`,
        eq(processes.kind, 'onboarding'),
        sql`${processes.status} not in ('completed', 'cancelled')`,
      ),
    );
  return rows.length > 0;
}

/**
 * The calendar of where a customer is, by the name of the place: `ca-qc`, else `ca`. Null where none is published.
 */
export async function calendarOfPlace(tx: Tx, customerId: string) {
  const [row] = await tx
    .select({ billTo: customers.billTo })
    .from(customers)
    .where(eq(customers.id, sql`customer_now(${customerId})`));
  const place = row?.billTo;
  if (!place) return null;
  const names = [`${place.country}-${place.region ?? ''}`, place.country].map((name) => name.toLowerCase());
  for (const name of names) {
    const found = await newestCalendar(tx, name);
    if (found !== null) return found;
  }
  return null;
}
