import type { Config } from '../../config.ts';
import { portHolder } from '../../process/port-holder.ts';
import { CliFailure } from '../failure.ts';
import { claimPort } from './claim-port.ts';

export type PolicyProfile = Config['POLICY_PROFILE'];

/** What one program of the stack is run with. */
export interface LocalProgram {
  readonly program: string;
  readonly readyUrl: string;
  readonly env: Readonly<Record<string, string>>;
}

export type SimulatorName = 'stripe' | 'easypost' | 'mail';
export type ProgramName = 'worker' | 'api' | SimulatorName;

/** Where the programs listen. Decided once per run, so that a restarted one is found where it was. */
export interface LocalPorts {
  readonly api: number;
  readonly worker: number;
  readonly stripe: number;
  readonly easypost: number;
  readonly smtp: number;
  readonly inbox: number;
}

const WANTED = { api: 8080, worker: 9090, stripe: 12111, easypost: 12112, smtp: 12113, inbox: 12114 } as const;

/** Each program's usual port, or any free one when somebody has it. One that the environment names is that one or none. */
export async function choosePorts(environment: NodeJS.ProcessEnv): Promise<LocalPorts> {
  const given = Number(environment.PORT);
  const named = Number.isInteger(given) && given > 0;
  const api = await claimPort(named ? given : WANTED.api);
  if (named && api !== given) {
    throw new CliFailure(
      `port ${given} (PORT) is taken by ${portHolder(given) ?? 'another program'}: end it, set another PORT, or unset PORT and any free one is taken`,
    );
  }
  return {
    api,
    worker: await claimPort(WANTED.worker),
    stripe: await claimPort(WANTED.stripe),
    easypost: await claimPort(WANTED.easypost),
    smtp: await claimPort(WANTED.smtp),
    inbox: await claimPort(WANTED.inbox),
  };
}

/** The vendors that are not given in the environment, and so are simulated. */
export function simulatedVendors(environment: NodeJS.ProcessEnv): SimulatorName[] {
  const given = {
    stripe: environment.STRIPE_API_KEY,
    easypost: environment.EASYPOST_API_KEY,
    mail: environment.SMTP_URL,
  };
  const names: readonly SimulatorName[] = ['stripe', 'easypost', 'mail'];
  return names.filter((name) => !given[name]);
}

/** How API and worker reach the simulated vendors: what a person would set to bring their own. */
export function vendorSettings(vendors: readonly SimulatorName[], ports: LocalPorts, secret: string) {
  const settings = {
    stripe: {
      STRIPE_API_KEY: 'sk_test_simulator',
      STRIPE_WEBHOOK_SECRET: `whsec_${secret}`,
      STRIPE_URL: loopback(ports.stripe),
    },
    easypost: {
      EASYPOST_API_KEY: 'EZTK_simulator',
      EASYPOST_WEBHOOK_SECRET: secret,
      EASYPOST_URL: loopback(ports.easypost),
    },
    mail: { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}` },
  } as const;
  return Object.assign({}, ...vendors.map((name) => settings[name])) as Record<string, string>; // Object.assign gives any
}

export interface SimulatorOptions {
  readonly ports: LocalPorts;
  readonly secret: string;
  readonly profile: PolicyProfile;
  /** Where a vendor keeps its book over restarts. */
  readonly bookOf: (name: SimulatorName) => string;
}

/** The vendors' side. In the demo profile the carrier's parcels move several times a second. */
export function simulatorPrograms({ ports, secret, profile, bookOf }: SimulatorOptions) {
  const webhooks = (name: SimulatorName) => `${loopback(ports.api)}/webhooks/${name}`;
  return {
    stripe: {
      program: 'simulators/stripe/main.ts',
      readyUrl: `${loopback(ports.stripe)}/_sim/book`,
      env: {
        PORT: String(ports.stripe),
        HOST: '127.0.0.1',
        SIM_WEBHOOK_URL: webhooks('stripe'),
        SIM_WEBHOOK_SECRET: `whsec_${secret}`,
        SIM_BOOK_FILE: bookOf('stripe'),
      },
    },
    easypost: {
      program: 'simulators/easypost/main.ts',
      readyUrl: `${loopback(ports.easypost)}/_sim/book`,
      env: {
        PORT: String(ports.easypost),
        HOST: '127.0.0.1',
        SIM_WEBHOOK_URL: webhooks('easypost'),
        SIM_WEBHOOK_SECRET: secret,
        SIM_BOOK_FILE: bookOf('easypost'),
        SIM_SCAN_EVERY_MS: profile === 'demo' ? '400' : '5000',
        SIM_AUTO_JOURNEY: 'true',
      },
    },
    mail: {
      program: 'simulators/mail/main.ts',
      readyUrl: `${loopback(ports.inbox)}/_sim/inbox`,
      env: { PORT: String(ports.smtp), SIM_HTTP_PORT: String(ports.inbox), HOST: '127.0.0.1' },
    },
  } as const satisfies Record<SimulatorName, LocalProgram>;
}

/** Our own side: `env` is the whole configuration. */
export function enginePrograms(ports: LocalPorts, env: Readonly<Record<string, string>>) {
  return {
    worker: { program: 'worker.ts', readyUrl: `${loopback(ports.worker)}/readyz`, env },
    api: { program: 'api/main.ts', readyUrl: `${loopback(ports.api)}/readyz`, env },
  } as const satisfies Record<string, LocalProgram>;
}

export function loopback(port: number): string {
  return `http://127.0.0.1:${port}`;
}
