import { startRelay } from '../harness/tcp-relay.ts';

export type TcpSwitch = {
  readonly address: string;
  /** Ends every connection and accepts none. */
  readonly cut: () => void;
  readonly restore: () => void;
  readonly close: () => Promise<void>;
};

/** A line to a server (host:port) that can be cut. */
export async function startTcpSwitch(target: string): Promise<TcpSwitch> {
  let isCut = false;
  const relay = await startRelay(`tcp://${target}`, () => (isCut ? null : {}));
  return {
    address: new URL(relay.url).host,
    cut: () => {
      isCut = true;
      relay.drop();
    },
    restore: () => {
      isCut = false;
    },
    close: relay.close,
  };
}
