import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from '../config.ts';

export type TemporalConfig = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE' | 'TEMPORAL_PROFILE'>;

/** Where Temporal is: a profile of its own configuration file (TLS, API key), or an address alone. */
export function connectOptions(config: TemporalConfig) {
  const profile = loadClientConnectConfig({
    ...(config.TEMPORAL_PROFILE ? { profile: config.TEMPORAL_PROFILE } : { disableFile: true }),
    overrideEnvVars: {
      ...definedOnly(process.env),
      ...(!config.TEMPORAL_PROFILE && { TEMPORAL_ADDRESS: config.TEMPORAL_ADDRESS }),
      ...(!config.TEMPORAL_PROFILE && { TEMPORAL_NAMESPACE: config.TEMPORAL_NAMESPACE }),
    },
  });
  return {
    connection: { address: config.TEMPORAL_ADDRESS, ...profile.connectionOptions },
    namespace: profile.namespace ?? config.TEMPORAL_NAMESPACE,
  };
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** gRPC's own is two minutes: 28 s after an outage of 90 s nobody had noticed yet that Temporal was back; with this, one second. */
const reconnectWithinMs = 5000;

/** A client that connects with its first call, so that a process starts while Temporal is away. */
export function createTemporalClient(config: TemporalConfig): { client: Client; connection: Connection } {
  const options = connectOptions(config);
  const channelArgs = { 'grpc.max_reconnect_backoff_ms': reconnectWithinMs };
  const connection = Connection.lazy({ ...options.connection, channelArgs });
  return { client: new Client({ connection, namespace: options.namespace }), connection };
}
