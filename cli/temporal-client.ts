import { Client, Connection } from '@temporalio/client';
import { configSchema } from '../config.ts';
import { connectOptions } from '../process/temporal.ts';
import { CliFailure, gaveNoAnswer, isNotFound } from './failure.ts';
import { runningStackOf, runStack, startStackAgain } from './stack/running-stack.ts';

export interface TemporalAccess {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  /** As it was asked for: host and port. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

const answerWithinMs = 5000;

/**
 * Connects to TEMPORAL_ADDRESS or TEMPORAL_PROFILE, else to the Temporal of the stack that `parcours up` runs here. Rejects
 * with a sentence when nobody answers, or when the cluster has no such namespace.
 */
export async function connectTemporal(environment = process.env): Promise<TemporalAccess> {
  const settings = temporalSettings(environment);
  const { connection: options, namespace } = connectOptions(settings);
  const silent = () => new CliFailure(`Temporal does not answer at ${options.address}: ${nextMove(environment)}`);
  const connection = await Connection.connect({ ...options, connectTimeout: '5s' }).catch(() => {
    throw silent();
  });
  try {
    const described = () => connection.workflowService.describeNamespace({ namespace });
    await connection.withDeadline(Date.now() + answerWithinMs, described);
  } catch (error) {
    // Who may not ask may still use it.
    if (!isNotFound(error) && !gaveNoAnswer(error)) return access();
    await connection.close();
    if (gaveNoAnswer(error)) throw silent();
    throw new CliFailure(
      `Temporal at ${options.address} has no namespace ${namespace}: create it ("temporal operator namespace create"), or set TEMPORAL_NAMESPACE`,
    );
  }
  return access();

  function access(): TemporalAccess {
    const client = new Client({ connection, namespace });
    return { client, connection, namespace, address: options.address ?? '', close: () => connection.close() };
  }
}

/** What to do where nobody answers: only who runs a stack here can end it. */
export function nextMove(environment: NodeJS.ProcessEnv): string {
  const { TEMPORAL_PROFILE: profile } = environment;
  if (profile)
    return `start it, or correct the profile ${profile} of Temporal's configuration file: address, certificates`;
  if (isGiven(environment))
    return 'start it, set TEMPORAL_ADDRESS to a server that runs (TEMPORAL_PROFILE where it wants TLS), or unset it and run "parcours up"';
  return runningStackOf(environment) ? startStackAgain : `set TEMPORAL_ADDRESS, or ${runStack}`;
}

const isGiven = ({ TEMPORAL_ADDRESS, TEMPORAL_PROFILE }: NodeJS.ProcessEnv): boolean =>
  Boolean(TEMPORAL_ADDRESS || TEMPORAL_PROFILE);

const settingsShape = configSchema.pick({ TEMPORAL_ADDRESS: true, TEMPORAL_NAMESPACE: true, TEMPORAL_PROFILE: true });

function temporalSettings(environment = process.env) {
  const source = isGiven(environment) ? environment : { ...environment, ...runningStackOf(environment)?.env };
  return settingsShape.parse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== '')));
}
