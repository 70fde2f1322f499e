import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { orderWorkflowId } from '../domain/ids.ts';
import { type ProcessKind, processKinds, processWorkflowId } from '../domain/processes/process-kinds.ts';
import { CliFailure, EXIT, isNotFound, reasonOf } from './failure.ts';
import type { TemporalAccess } from './temporal-client.ts';

/** A workflow's history, and where it came from. */
export interface NamedHistory {
  readonly name: string;
  readonly workflowId: string;
  readonly history: History;
}

export type History = ReturnType<typeof historyFromJSON>;

/** The workflow of an order or a process when this is its id; any other id is taken as a workflow's. */
export function workflowIdOf(id: string): string {
  const [, prefix] = /^([A-Z]{3})-[0-9A-Z]{7}$/.exec(id) ?? [];
  if (prefix === 'ORD') return orderWorkflowId(id);
  const kinds = Object.keys(processKinds) as ProcessKind[]; // Object.keys widens to string[]
  const kind = kinds.find((one) => processKinds[one].prefix === prefix);
  return kind ? processWorkflowId(kind, id) : id;
}

/** The latest run's history. Rejects with a sentence when the id is unknown or its retention has passed. */
export async function fetchHistory(
  { client, address, namespace }: Pick<TemporalAccess, 'client' | 'address' | 'namespace'>,
  id: string,
): Promise<NamedHistory> {
  const workflowId = workflowIdOf(id);
  try {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    return { name: workflowId, workflowId, history };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CliFailure(
      `Temporal at ${address} (namespace ${namespace}) has no history of ${workflowId}: check the id, and that it is the right Temporal; after retention it is deleted`,
    );
  }
}

/** A protobuf's canonical JSON, the form that Temporal's CLI and UI export too. */
export function historyText(history: History): string {
  return `${historyToJSON(history)}\n`;
}

/** The histories of a file, or of every .json of a folder, in the order of their names. */
export function readHistories(place: string): NamedHistory[] {
  const files = statSync(place).isDirectory()
    ? readdirSync(place)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => path.join(place, name))
    : [place];
  if (files.length === 0)
    throw new CliFailure(`${place} has no .json file: name a folder of exported histories`, EXIT.usage);
  return files.map(readHistory);
}

/** True for a file or folder. Rejects what looks like one and is not there: it is no workflow id either. */
export function isPlace(text: string): boolean {
  if (existsSync(text)) return true;
  if (!/^[./~]|\.json$/.test(text)) return false;
  throw new CliFailure(`${text} does not exist: name an exported history, a folder of them, or an id`, EXIT.usage);
}

function readHistory(file: string): NamedHistory {
  try {
    const history = historyFromJSON(JSON.parse(readFileSync(file, 'utf8')));
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    if (!started) throw new Error('its first event is not the start of a workflow');
    return { name: file, workflowId: started.workflowId || path.basename(file, '.json'), history };
  } catch (error) {
    throw new CliFailure(
      `${file} is no exported history (${reasonOf(error)}): export it with "parcours history export"`,
      EXIT.usage,
    );
  }
}
