import type { Client } from '@temporalio/client';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/pool.ts';
import type { CarrierProvider } from '../providers/carrier/port.ts';
import type { PaymentProvider } from '../providers/payment/port.ts';
import type { OrderProcesses } from './commands/order-process.ts';

/** What the routes stand on. Nothing here needs to be reachable when the API starts. */
export type ApiDeps = {
  readonly database: Database;
  /** Connects with its first call: an absent Temporal delays work and refuses nothing. */
  readonly temporal: Client;
  readonly processes: OrderProcesses;
  readonly config: Pick<Config, 'RATE_LIMIT_PER_MINUTE' | 'TASK_QUEUE' | 'POLICY_PROFILE'>;
  readonly logger: Logger;
  readonly payments: PaymentProvider;
  readonly carrier: CarrierProvider;
  /** The routes of the providers' events: raw bodies, signatures instead of keys. */
  readonly webhooks?: (deps: ApiDeps) => Router;
};
