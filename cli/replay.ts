import { DefaultLogger, type ReplayWorkerOptions, Runtime, Worker } from '@temporalio/worker';
import { type Divergence, explainDivergence } from './divergence.ts';
import { CliFailure } from './failure.ts';
import type { NamedHistory } from './history.ts';

export interface Replayed {
  readonly name: string;
  readonly workflowId: string;
  readonly events: number;
  /** Where the code of today first does something else than what was recorded; undefined when it does the same. */
  readonly divergence: Divergence | undefined;
}

/** Runs today's workflow code over recorded histories, without any server. One answer per history, in their order. */
export async function replayAll(
  source: Pick<ReplayWorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'>,
  histories: readonly NamedHistory[],
): Promise<Replayed[]> {
  // Silent: what a replay finds is the answer of the command, not a log.
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => {}),
    telemetryOptions: { logging: { forward: {}, filter: 'OFF' } },
  });
  const options: ReplayWorkerOptions = { ...source, replayName: 'parcours-replay' };
  const replayed: Replayed[] = [];
  // The SDK replays one after the other and answers in their order, also two runs of one workflow.
  for await (const { error } of Worker.runReplayHistories(options, histories)) {
    const asked = histories[replayed.length];
    if (asked === undefined) break;
    const { name, workflowId, history } = asked;
    const divergence = error ? explainDivergence(error, history) : undefined;
    replayed.push({ name, workflowId, events: history.events?.length ?? 0, divergence });
  }
  if (replayed.length !== histories.length) throw new CliFailure('a history gave no answer: run it on its own');
  return replayed;
}
