/** Any simulator as a process of its own: until SIGTERM or SIGINT, or one sentence that says why it cannot start. */

type Running = { readonly listens: string; readonly close: () => unknown };

export async function runSimulator(name: string, start: () => Promise<Running>): Promise<void> {
  try {
    const { listens, close } = await start();
    console.log(`${name} simulator listens on ${listens}`);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void close());
  } catch (error) {
    console.error(`The ${name} simulator cannot start: ${reasonOf(error)}`);
    process.exit(1);
  }
}

type ListenError = Error & { readonly code?: string; readonly port?: number; readonly issues?: unknown };

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port, issues, message }: ListenError = error;
  if (code === 'EADDRINUSE')
    return `port ${port} is taken. End the program that has it ("ss -ltnp" or "lsof -i :${port}" names it), or choose another port (the first lines of its main.ts say how).`;
  if (code === 'EACCES' && port !== undefined)
    return `this account may not listen on port ${port}. Choose one above 1023.`;
  return issues === undefined ? message : `a setting is wrong. ${message}`;
}
