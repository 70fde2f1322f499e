import postgres from 'postgres';

/**
 * Calls `onQueued` when a transaction that queued messages commits, on a connection of its own (the pool's connections
 * may be renewed under a listener). A hint only: it may be lost while the server is away, so whoever listens polls too.
 */
export function listenForMessages(url: string, onQueued: () => void): { readonly stop: () => Promise<void> } {
  const client = postgres(url, {
    max: 1,
    backoff: () => 1,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'parcours-mailer' },
  });
  // Called again for what was queued while nobody listened, at the start and after each reconnect.
  client.listen('messages_queued', onQueued, onQueued).catch(() => {});
  return { stop: () => client.end({ timeout: 1 }) };
}
