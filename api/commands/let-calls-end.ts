/** Functions that return promises, by name. */
type Calls = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/**
 * The same calls, and `ended`, which resolves when none of them is under way. Some are made without anybody waiting for
 * their answer; a stop has to, before it closes the connection that they use.
 */
export function letCallsEnd<T extends Calls>(calls: T): { readonly calls: T; readonly ended: () => Promise<void> } {
  const pending = new Set<Promise<unknown>>();
  const watch =
    (call: Calls[string]): Calls[string] =>
    (...args) => {
      const answer = call(...args);
      pending.add(answer);
      const done = () => void pending.delete(answer);
      answer.then(done, done);
      return answer;
    };
  const watched = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, watch(call)]));
  return {
    calls: watched as T, // the same names with the same functions
    ended: async () => {
      while (pending.size > 0) await Promise.allSettled(pending);
    },
  };
}
