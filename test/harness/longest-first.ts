import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Seconds of processor time that were measured, of files that take more than a dozen: whatever starts last must be short,
// or some workers have nothing to do at the end. Wrong numbers cost time and nothing else.
const seconds: Readonly<Record<string, number>> = {
  'test/faults/cadence-killed.test.ts': 150,
  'test/demo.test.ts': 120,
  'test/faults/postgres-down.test.ts': 110,
  'test/replay.test.ts': 20,
  'test/faults/random-kills.test.ts': 60,
  'test/production/production.test.ts': 45,
  'test/faults/api-killed.test.ts': 30,
  'test/faults/temporal-down.test.ts': 30,
  'test/faults/provider-silent.test.ts': 30,
  'cli/parcours.test.ts': 30,
  'bench/bench.test.ts': 27,
  'api/fuzz.test.ts': 37,
  'api/strange-requests.test.ts': 30,
  'cli/audit.test.ts': 15,
  // Longer than that, but it holds every order at an instant of its own within seconds: not beside suites that kill workers too.
  'test/faults/worker-killed.test.ts': 1,
  'test/claims/outcomes.test.ts': 35,
  'db/audit/audit.test.ts': 25,
  'test/claims/claims.test.ts': 25,
  'test/claims/claim-walk.test.ts': 15,
  'test/claims/claim-life.test.ts': 25,
  'api/authorisation.test.ts': 19,
  'test/exit/erasure.test.ts': 18,
  'test/customers/interleavings.test.ts': 15,
};

const projects = ['programs', 'integration', 'unit'];

/** The longest test files first, whatever was run before on this machine; those of one project together, since they share processes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => rankOf(a) - rankOf(b) || lengthOf(b) - lengthOf(a));
  }
}

const rankOf = ({ project }: TestSpecification): number => projects.indexOf(project.name);

function lengthOf({ moduleId }: TestSpecification): number {
  const [, length] = Object.entries(seconds).find(([file]) => moduleId.endsWith(`/${file}`)) ?? [];
  return length ?? 0;
}
