import type { Client } from '@temporalio/client';
import type { Database } from '../db/pool.ts';
import { schemaIsCurrent } from '../db/schema-state.ts';

const patienceMs = 2000;

/** How long Temporal's word that we polled counts: a poll waits up to a minute, and the clocks may differ. */
const pollCountsForMs = 120_000;

/**
 * TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY. A queue has several partitions and only the pollers of one are told: a worker has
 * enough pollers for activities to be at each of them, and too few for workflows.
 */
const activityTasks = 2;
/** WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED. */
const versioned = 2;

async function databaseAnswers({ sql }: Pick<Database, 'sql'>): Promise<boolean> {
  return within(
    sql`select 1`.then(() => true),
    false,
  );
}

/** Whether the database answers, and has the schema of this build. */
export type DatabaseState = 'up' | 'down' | 'behind';

/** Asks for one database. Once current a schema stays so: from then on only an answer is asked for. */
export function createDatabaseCheck(database: Pick<Database, 'sql'>): () => Promise<DatabaseState> {
  let current = false;
  return async () => {
    if (current) return (await databaseAnswers(database)) ? 'up' : 'down';
    const asked = schemaIsCurrent(database).then((found): DatabaseState => (found ? 'up' : 'behind'));
    const state = await within(asked, 'down');
    current = state === 'up';
    return state;
  };
}

export async function temporalAnswers(client: Client): Promise<boolean> {
  const asked = client.withDeadline(Date.now() + patienceMs, () => client.workflowService.getSystemInfo({}));
  return within(
    asked.then(() => true),
    false,
  );
}

export type Poller = { readonly namespace: string; readonly taskQueue: string; readonly identity: string };

/**
 * True when Temporal says that this worker has asked it for work lately. The worker's own state is no answer: it is
 * RUNNING as well while Temporal is away.
 */
export async function temporalSeesPolling(
  client: Client,
  { namespace, taskQueue, identity }: Poller,
): Promise<boolean> {
  const asked = pollersOf(client, { namespace, taskQueue });
  return within(
    asked.then((pollers) => hasPolledLately(pollers.find((poller) => poller.identity === identity))),
    false,
  );
}

/** How many workers have asked Temporal for work on this queue within the last two minutes. */
export async function countPolling(client: Client, queue: AskedQueue): Promise<number> {
  return (await lookAtQueue(client, queue)).polling.length;
}

export type AskedQueue = Pick<Poller, 'namespace' | 'taskQueue'>;

/** A worker's version, or the one that new processes begin under; null: workers without Worker Versioning. */
export type WorkerVersion = { readonly deploymentName: string; readonly buildId: string } | null;

/** Of which versions workers have asked for work on this queue within the last two minutes, and which of them gets what is new. */
export async function lookAtQueue(
  client: Client,
  { namespace, taskQueue }: AskedQueue,
): Promise<{ readonly polling: readonly WorkerVersion[]; readonly current: WorkerVersion }> {
  const { pollers, versioningInfo } = await describeQueue(client, { namespace, taskQueue });
  return {
    polling: (pollers ?? []).filter(hasPolledLately).map(({ deploymentOptions }) => versionOf(deploymentOptions)),
    current: versionOf(versioningInfo?.currentDeploymentVersion),
  };
}

/** Workers without versioning name none, or a mode that says so. */
function versionOf(told: ToldVersion | null | undefined): WorkerVersion {
  if (!told?.deploymentName || !told.buildId || (told.workerVersioningMode ?? versioned) !== versioned) return null;
  return { deploymentName: told.deploymentName, buildId: told.buildId };
}

type ToldVersion = {
  readonly deploymentName?: string | null;
  readonly buildId?: string | null;
  readonly workerVersioningMode?: number | null;
};

async function pollersOf(client: Client, queue: AskedQueue) {
  return (await describeQueue(client, queue)).pollers ?? [];
}

function describeQueue(client: Client, { namespace, taskQueue }: AskedQueue) {
  const asked = { namespace, taskQueue: { name: taskQueue }, taskQueueType: activityTasks };
  return client.withDeadline(Date.now() + patienceMs, () => client.workflowService.describeTaskQueue(asked));
}

function hasPolledLately(poller: Awaited<ReturnType<typeof pollersOf>>[number] | undefined): boolean {
  return Date.now() - Number(poller?.lastAccessTime?.seconds ?? 0) * 1000 < pollCountsForMs;
}

/** What was asked; `otherwise` when it failed or took too long. */
async function within<Answer>(asked: Promise<Answer>, otherwise: Answer): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patienceMs);
  });
  return Promise.race([asked.catch(() => otherwise), late]).finally(() => clearTimeout(timer));
}
