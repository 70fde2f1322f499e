import type { Output } from './output.ts';
import { describeDeath } from './stack/child.ts';
import type { StackReport } from './stack/start-steps.ts';

/**
 * A line for each step when it is done: "✓ Postgres (1.2 s)"; on a terminal a last line says which ones are under way. On
 * stderr, so that stdout stays the answer.
 */
export function createStackReport(output: Output): StackReport {
  const live = process.stderr.isTTY === true;
  const underWay = new Set<string>();
  const clear = () => live && process.stderr.write('\r\u001b[2K');
  const draw = () => live && underWay.size > 0 && process.stderr.write(`  … ${shorten([...underWay].join(', '))}`);
  const line = (text: string) => {
    clear();
    output.note(text);
    draw();
  };
  return {
    during: async (title, work) => {
      const begun = performance.now();
      const finish = (mark: string) => {
        underWay.delete(title);
        line(`  ${mark} ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
      };
      underWay.add(title);
      clear();
      draw();
      try {
        const result = await work();
        finish('✓');
        return result;
      } catch (error) {
        finish('✗');
        throw error;
      }
    },
    died: (death) => {
      const { meanwhile = 'The rest goes on' } = death;
      line(`\n${describeDeath(death)}\n${meanwhile}. End the stack with Ctrl-C and start it again.`);
    },
  };
}

/** A line that wraps could not be drawn over. */
function shorten(text: string): string {
  // Some terminals say 0.
  const room = (process.stderr.columns || 80) - 6;
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
