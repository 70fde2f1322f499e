import type { Connection } from '@temporalio/client';

// temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
const KEYWORD = 2;

/** What an engineer searches workflows by in Temporal's UI and CLI: ids and codes only, never personal data. */
export const SEARCH_ATTRIBUTES = {
  CustomerId: KEYWORD,
  Channel: KEYWORD,
  OrderNumber: KEYWORD,
} as const;

/**
 * Registers our search attributes in a namespace of any cluster through its operator service. Safe to repeat, and safe
 * when several processes start at once. Needs the right to administer the namespace.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return;
  await addSearchAttributes(connection, namespace, missing);
}

/** Those of ours that a namespace does not know: without them no workflow can be started there. */
export async function missingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<readonly (readonly [string, number])[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in (customAttributes ?? {})));
}

/** Adds without looking first: the time-skipping server cannot list. */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: readonly (readonly [string, number])[] = Object.entries(SEARCH_ATTRIBUTES),
): Promise<void> {
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(wanted) });
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
}

const ALREADY_EXISTS = 6;

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === ALREADY_EXISTS;
}
