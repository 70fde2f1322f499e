/** How long a vendor is waited for depends on who asks: what a process gives little time asks in haste. */
import { AsyncLocalStorage } from 'node:async_hooks';

const haste = new AsyncLocalStorage<true>();

/** Vendors that `work` calls are waited for no longer than fits into a first try. */
export const inHaste = <T>(work: () => T): T => haste.run(true, work);

/** A provider that is the `hasty` one within `inHaste`, else the `patient` one: the same vendor, with two timeouts. */
export function byHaste<Provider extends object>(hasty: Provider, patient: Provider): Provider {
  return new Proxy(patient, { get: (_, name) => Reflect.get(haste.getStore() ? hasty : patient, name) });
}
