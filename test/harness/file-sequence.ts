import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Whatever starts last must be short, or some workers have nothing to do at the end; and beside files that wait for servers
 * and timers there is to be one that computes. A file at a wrong place costs time and nothing else.
 */
const first = [
  // Programs. What kills a worker at each instant of its own within seconds is not beside others that kill them.
  ...['test/demo', 'test/faults/cadence-killed', 'test/faults/postgres-down', 'test/faults/random-kills'],
  ...['test/production/production', 'bench/bench', 'cli/audit', 'cli/parcours', 'test/faults/temporal-down'],
  ...['cli/start-troubles', 'test/faults/api-killed', 'test/faults/onboarding-killed', 'cli/stack/start-steps'],
  ...['test/faults/provider-silent', 'test/replay', 'test/faults/worker-killed', 'cli/doctor'],
  ...['cli/stack/temporal-server', 'cli/replay'],
  // The others, each that waits between two that compute.
  ...['test/claims/outcomes', 'test/exit/claims-after-exit', 'api/fuzz', 'api/strange-requests'],
  ...['test/orders/closed-order', 'db/audit/audit', 'test/claims/claims', 'test/orders/new-code'],
  ...['test/claims/claim-life', 'test/claims/claim-walk', 'test/orders/payments', 'api/authorisation'],
  ...['test/orders/random-walk', 'test/processes/spine', 'test/exit/erasure', 'test/claims/late-originals'],
  ...['activities/audit/audit', 'test/sales/failing-writes', 'test/orders/unheard', 'test/customers/interleavings'],
  ...['test/customers/merge-locks', 'api/openapi', 'test/exit/open-business', 'test/orders/disputed-early'],
];

const projects = ['programs', 'integration', 'unit'];

/** In the sequence above, whatever was run before on this machine; files of one project together, since they share processes. */
export class FileSequence extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b));
  }
}

const rankOf = ({ project }: TestSpecification): number => projects.indexOf(project.name);

function placeOf({ moduleId }: TestSpecification): number {
  const place = first.findIndex((file) => moduleId.endsWith(`/${file}.test.ts`));
  return place === -1 ? first.length : place;
}
