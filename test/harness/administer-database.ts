import postgres from 'postgres';

/** Runs one statement that cannot run in a transaction, on a connection of its own. */
export async function administer(adminUrl: string, statement: string): Promise<void> {
  const client = postgres(adminUrl, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end({ timeout: 1 });
  }
}

/** The same server, another database. */
export function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
