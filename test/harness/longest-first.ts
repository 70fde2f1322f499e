import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Seconds that were measured, where a file takes more than a dozen: whatever starts last must be short, or one of the two
// workers has nothing to do at the end. Wrong numbers cost time and nothing else.
const seconds: Readonly<Record<string, number>> = {
  'test/faults/cadence-killed.test.ts': 200,
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
